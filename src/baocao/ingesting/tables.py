"""One form's table in a sheet: which form it is, and where its item codes or headings stand."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from baocao.ingesting.grids import Sheet
from baocao.ingesting.headings import read_heading
from baocao.ingesting.layouts import Labels, Layouts
from baocao.ingesting.model import Heading, TextCell
from baocao.ingesting.telling import Telling, telling
from baocao.ingesting.telling import before as cells_before

HEADER_ROWS = 8
# Rows of headings above the lowest one, which say what several columns have in common.
PARENT_ROWS = 3
# Row, column and code of an item's anchor.
Anchor = tuple[int, int, str]


def is_figure(raw: Any) -> bool:
    """Tell whether a raw cell holds a figure, as a number or as text that begins with a digit."""
    if raw.__class__ is str:
        return raw.lstrip()[:1].isdigit()
    return raw.__class__ in (float, int)


class Table:
    """One form's table in a sheet, with all that is needed to read it.

    Attributes:
        anchors: where the form's item codes stand, or the headings of a form without codes.
        runs_down: whether they run down a column rather than along a row.
        line: that column, or else that row.
        top: the first row with an item code.
        end: the first row behind the table's that is not its own.
    """

    def __init__(
        self,
        sheet: Sheet,
        cells: list[TextCell],
        layouts: Layouts,
        end: int,
        before: Heading | None = None,
        marked: str | None = None,
        told: Telling | None = None,
    ) -> None:
        """Look for the form and its item codes.

        Args:
            sheet: the sheet.
            cells: text cells of the sheet, or of the part of it that one report takes.
            layouts: layout data of the forms.
            end: the first row that is another report's.
            before: the heading of the report above on the same sheet, which also holds for one that
                says no more than whose it is.
            marked: the form of the template that the file was made from, None for none.
            told: what the text cells tell, where that is known.
        """
        self.sheet = sheet
        self.cells = cells
        self.layouts = layouts
        self.end = end
        self.told = told or telling(cells, layouts)
        items = layouts.item_keys
        below = cells[-1][0] + 1 if cells else 0
        self.top = next((cell[0] for cell in self.told.items if cell[3] in items), below)
        self._marked = marked
        self.heading = self._read_heading(self.top, before)
        known = layouts.items(self.heading.form_code or "")
        self.anchors: list[Anchor] = [
            (row, column, known[key]) for row, column, _, key in self.told.items if key in known
        ]
        if layouts.has_headed_forms and not self.anchors and not self.names_a_form:
            self._look_for_headings()
        self.runs_down, self.line = self._direction()
        if self.anchors:
            self._keep_to_line(before)

    def _read_heading(self, top: int, before: Heading | None) -> Heading:
        above = cells_before(self.cells, top)
        heading = read_heading(self.sheet, above, top, self.told, self.layouts)
        if not heading.form_place and before is not None:
            return _continued(heading, before)
        if not heading.form_place and self._marked is not None:
            return replace(heading, form_code=self._marked)
        return heading

    def _keep_to_line(self, before: Heading | None) -> None:
        """Begin the table with its line: a code in a sentence above it is part of the heading."""
        line = self.line
        on_line = (
            row for row, column, _ in self.anchors if line == (column if self.runs_down else row)
        )
        first = min(on_line)
        if first > self.top:
            form_code = self.heading.form_code
            self.heading = replace(self._read_heading(first, before), form_code=form_code)
        self.top = first

    @property
    def names_a_form(self) -> bool:
        """Tell whether the heading holds the label of a form's code."""
        return bool(self.heading.form_place)

    def value(self, row: int, column: int) -> Any:
        """Return the raw value of a cell, "" outside the sheet."""
        values = self.sheet.rows[row]
        return values[column] if column < len(values) else ""

    def header_column(self, labels: Labels) -> int | None:
        """Return the column headed by a label, the heading closest to the row of item codes."""
        matches = [
            (row, column)
            for row, column, _, key in self.cells
            if key in labels and self.line - HEADER_ROWS <= row <= self.line + 1
        ]
        return max(matches)[1] if matches else None

    def _direction(self) -> tuple[bool, int]:
        """Return whether the item codes run down, and the column (or row) they run along."""
        if not self.anchors:
            return True, 0
        column, down = _most_common([anchor[1] for anchor in self.anchors])
        row, along = _most_common([anchor[0] for anchor in self.anchors])
        if down == along and self._heads_units(row, column):
            return False, row
        return (True, column) if down >= along else (False, row)

    def _heads_units(self, line: int, first: int) -> bool:
        """Tell whether a row of as many codes as a column has is the header of a table of units.

        A label of units then heads a column before the figures, and below it a unit has one.
        """
        labels = self.layouts.unit_code_labels + self.layouts.unit_name_labels
        heads = {
            column
            for row, column, _, key in self.cells
            if key in labels and column < first and line - HEADER_ROWS <= row <= line + 1
        }
        return any(
            is_figure(self.value(row, first))
            and any(self.value(row, column) != "" for column in heads)
            for row in range(line + 1, self.end)
        )

    def _look_for_headings(self) -> None:
        """Find the form by its title or by the headings of its columns, in place of codes."""
        layouts = self.layouts
        titled = (layouts.form_titled(cell[3]) for cell in self.cells)
        form_code = next(filter(None, titled), None)
        rows: dict[int, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
        for row, column, keys in _with_parents(self.cells):
            rows[row].append((column, keys))
        best: list[Anchor] = []
        nearest = _rows_above(rows)
        for row, lowest in rows.items():
            # A heading that spans two rows stands in the upper one, the others' parts in the lower.
            upper = (one for above in nearest[row] for one in rows[above])
            headings = [*lowest, *upper]
            keys = {key for _, some in headings for key in some}
            code = form_code or layouts.form_headed(keys)
            found = _anchors_of(row, headings, layouts.items(code or ""))
            if len({item for *_, item in found}) > len({item for *_, item in best}):
                best, self.heading = found, replace(self.heading, form_code=code)
        self.anchors = best
        if form_code and not best:
            self.heading = replace(self.heading, form_code=form_code)


def _most_common(numbers: list[int]) -> tuple[int, int]:
    """Return the number that stands there most often, the first of several, and how often."""
    distinct = len(set(numbers))
    if distinct in (1, len(numbers)):
        return numbers[0], len(numbers) // distinct
    return Counter(numbers).most_common(1)[0]


def _anchors_of(
    row: int, headings: list[tuple[int, tuple[str, ...]]], known: dict[str, str]
) -> list[Anchor]:
    """Return the anchors of a row of headings; in each column only the lowest heading counts.

    A heading over several columns says nothing of the first of them alone.
    """
    items: dict[int, str | None] = {}
    for column, keys in headings:
        if column not in items:
            items[column] = next((known[key] for key in keys if key in known), None)
    return [(row, column, item) for column, item in sorted(items.items()) if item is not None]


def _continued(heading: Heading, before: Heading) -> Heading:
    """Return a heading completed with form and period of the one above it on the sheet."""
    return replace(
        heading,
        form_code=before.form_code,
        form_text=before.form_text,
        form_place=before.form_place,
        form_version=heading.form_version or before.form_version,
        period=heading.period or before.period,
        window=heading.window or (None if heading.period else before.window),
    )


def _with_parents(cells: list[TextCell]) -> list[tuple[int, int, tuple[str, ...]]]:
    """Return each text cell with its folded text, behind that with those of headings above it."""
    columns: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row, column, _, key in cells:
        columns[row].append((column, key))
    nearest = _rows_above(columns)
    found = []
    for row, column, _, key in cells:
        keys, longer = [key], key
        for above in nearest[row]:
            parents = [parent for at, parent in columns[above] if at <= column]
            if parents:
                longer = f"{parents[-1]} {longer}"
                keys.append(longer)
        found.append((row, column, tuple(reversed(keys))))
    return found


def _rows_above(rows: Iterable[int]) -> dict[int, list[int]]:
    """Return the nearest rows with text above each row, the lowest first; blank ones do not count.

    Args:
        rows: numbers of rows with text, in order.
    """
    above: dict[int, list[int]] = {}
    last: list[int] = []
    for row in rows:
        above[row] = [one for one in last if one >= row - HEADER_ROWS]
        last = [row, *last[: PARENT_ROWS - 1]]
    return above
