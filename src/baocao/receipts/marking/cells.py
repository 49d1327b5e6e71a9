"""The cells of a worksheet part: found or made at a place, without touching any other."""

from functools import cached_property

from baocao.ingesting.grids import place, split_place
from baocao.receipts.marking.package import Element, Package, UnmarkableError, element
from baocao.receipts.marking.places import is_place

PIXELS_OF_A_CHARACTER, PADDING = 7, 5
DEFAULT_WIDTH, DEFAULT_HEIGHT = 64, 20


class Cells:
    """The cells of one worksheet; rows and columns are 0-based."""

    def __init__(self, package: Package, part: str) -> None:
        """Open a worksheet.

        Raises:
            UnmarkableError: the part is no worksheet.
        """
        self._package = package
        self.root = package.tree(part)
        data = self.root.find(package.tag("sheetData"))
        if data is None:
            raise UnmarkableError(f"{part}: no sheetData")
        self._data = data
        self._rows: dict[int, Element] = {}
        number = -1
        for row in data:
            if not isinstance(row.tag, str):
                continue
            number = int(row.get("r", number + 2)) - 1
            self._rows[number] = row

    def _cells_of(self, row: Element) -> dict[int, Element]:
        found: dict[int, Element] = {}
        column = -1
        for cell in row:
            if cell.tag != self._package.tag("c"):
                continue
            address = cell.get("r")
            column = split_place(address)[1] if address else column + 1
            found[column] = cell
        return found

    def at(self, where: str) -> Element:
        """Return the cell at a place, a blank one made where there is none."""
        number, column = split_place(where)
        row = self._rows.get(number)
        if row is None:
            row = self._new_row(number)
        cells = self._cells_of(row)
        if column in cells:
            return cells[column]
        cell = element(self._package.tag("c"))
        cell.set("r", place(number, column))
        style = self._style_of_blank(row, column)
        if style:
            cell.set("s", str(style))
        later = [other for other in cells if other > column]
        if later:
            cells[min(later)].addprevious(cell)
        elif cells:
            cells[max(cells)].addnext(cell)
        else:
            row.insert(0, cell)
        # Only a hint for speed, and no longer right.
        row.attrib.pop("spans", None)
        return cell

    def anchor(self, where: str) -> str:
        """Return the place itself, or of merged cells the first, the one that is seen."""
        row, column = split_place(where)
        for (top, left), (bottom, right) in self._merged:
            if top <= row <= bottom and left <= column <= right:
                return place(top, left)
        return where

    @cached_property
    def _merged(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        found = self.root.find(self._package.tag("mergeCells"))
        corners = [
            (one.get("ref", "") if isinstance(one.tag, str) else "").split(":")
            for one in (found if found is not None else ())
        ]
        return [
            (split_place(first), split_place(last))
            for first, last in (pair for pair in corners if len(pair) == 2)
            if is_place(first) and is_place(last)
        ]

    def _new_row(self, number: int) -> Element:
        row = element(self._package.tag("row"))
        row.set("r", str(number + 1))
        later = [other for other in self._rows if other > number]
        if later:
            self._rows[min(later)].addprevious(row)
        else:
            self._data.append(row)
        self._rows[number] = row
        return row

    def _style_of_blank(self, row: Element, column: int) -> int:
        """Return the style that a cell has by its row or its column."""
        if row.get("customFormat") in ("1", "true"):
            return int(row.get("s", "0"))
        return next(
            (
                int(one.get("style", "0"))
                for first, last, one in self._columns
                if first <= column <= last
            ),
            0,
        )

    @cached_property
    def _columns(self) -> list[tuple[int, int, Element]]:
        columns = self.root.find(self._package.tag("cols"))
        return [
            (int(one.get("min", "1")) - 1, int(one.get("max", "1")) - 1, one)
            for one in (columns if columns is not None else ())
            if isinstance(one.tag, str)
        ]

    def width(self, column: int) -> int:
        """Return the width of a column in pixels, about."""
        for first, last, one in self._columns:
            if first <= column <= last:
                if one.get("hidden") in ("1", "true"):
                    return 0
                if one.get("width"):
                    return int(float(one.get("width", "9")) * PIXELS_OF_A_CHARACTER) + PADDING
        return DEFAULT_WIDTH

    def height(self, row: int) -> int:
        """Return the height of a row in pixels, about."""
        found = self._rows.get(row)
        if found is None:
            return DEFAULT_HEIGHT
        if found.get("hidden") in ("1", "true"):
            return 0
        return int(float(found.get("ht", DEFAULT_HEIGHT * 0.75)) / 0.75)
