"""An .xlsx file with its faults marked in place: cells coloured and commented, a list at the end.

Only the parts that carry marks are edited: pictures, shapes, charts, conditional formats,
drop-downs, formulas and their results stay as the sender saved them.
"""

import io
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence

from python_calamine import CalamineError, CalamineWorkbook

from baocao.ingesting.personal import has_personal_data, mask_personal_data
from baocao.ingesting.text import clean
from baocao.receipts.faults import Fault
from baocao.receipts.marking.cells import Cells
from baocao.receipts.marking.comments import Comments
from baocao.receipts.marking.listing import HEADER_ROW, HEADING, KEPT_COLUMN, TITLE, Kept, sheet_xml
from baocao.receipts.marking.looks import FILLS, Looks
from baocao.receipts.marking.notes import note
from baocao.receipts.marking.package import Element, Package, UnmarkableError, as_text, child
from baocao.receipts.marking.places import is_place

WORKSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
MOST_MARKS = 5000


def marked_workbook(content: bytes, faults: Sequence[Fault]) -> bytes:
    """Return a workbook with each faulty cell coloured and commented, and all faults listed.

    Args:
        content: an .xlsx file that has been inspected and read.
        faults: what is wrong with it; those without a cell are listed only.

    Raises:
        UnmarkableError: the package has a shape that cannot be edited.
    """
    package = Package(content)
    marker = _Marker(package, content)
    marker.mark(faults)
    return package.save()


class _Marker:
    """Marks one package."""

    def __init__(self, package: Package, content: bytes) -> None:
        self._package = package
        self._looks = Looks(package)
        self._parts = _sheet_parts(package)
        remembered = _remembered(content) if TITLE in self._parts else None
        self._list = self._parts.pop(TITLE) if remembered is not None else None
        self._names = {_as_read(name): name for name in self._parts}
        self._cells: dict[str, Cells] = {}
        self._comments: dict[str, Comments] = {}
        self._kept: Kept = {}
        if remembered is not None:
            self._restore(remembered)

    def mark(self, faults: Sequence[Fault]) -> None:
        for (sheet, cell), found in self._by_place(faults).items():
            self._mark(sheet, cell, found)
        for comments in self._comments.values():
            comments.finish()
        self._add_list(faults)

    def _by_place(self, faults: Iterable[Fault]) -> dict[tuple[str, str], list[Fault]]:
        """Return the faults of each cell of the workbook, the gravest first."""
        found: dict[tuple[str, str], list[Fault]] = defaultdict(list)
        for fault in sorted(faults, key=lambda one: one.rank)[:MOST_MARKS]:
            if fault.sheet in self._names and is_place(fault.cell):
                cells, _ = self._sheet(self._names[fault.sheet])
                found[fault.sheet, cells.anchor(fault.cell)].append(fault)
        return found

    def _sheet(self, name: str) -> tuple[Cells, Comments]:
        if name not in self._cells:
            part = self._parts[name]
            self._cells[name] = Cells(self._package, part)
            self._comments[name] = Comments(self._package, part, self._cells[name])
        return self._cells[name], self._comments[name]

    def _mark(self, sheet: str, where: str, faults: list[Fault]) -> None:
        cells, comments = self._sheet(self._names[sheet])
        cell = cells.at(where)
        style = int(cell.get("s", "0"))
        fill = self._looks.fill_of(style)
        if fill is not None:
            self._kept[sheet, where] = as_text(fill)
        cell.set("s", str(self._looks.marked(style, faults[0].severity)))
        comments.add(where, note(faults))

    def _restore(self, remembered: Kept) -> None:
        """Take away the marks of an earlier round: the cells look again as they did before."""
        for name in self._names.values():
            if self._package.related(self._parts[name], "comments"):
                self._sheet(name)[1].clear()
        for (sheet, where), fill in remembered.items():
            if sheet not in self._names:
                continue
            cell = self._sheet(self._names[sheet])[0].at(where)
            style = int(cell.get("s", "0"))
            now = self._looks.fill_of(style)
            if now is not None and _colour(now) in FILLS.values():
                cell.set("s", str(self._looks.refilled(style, fill)))

    def _add_list(self, faults: Sequence[Fault]) -> None:
        package = self._package
        content = sheet_xml(package.main, faults, self._names, self._looks, self._kept)
        if self._list is not None:
            package.put(self._list, content)
            return
        part = package.fresh_part("xl/worksheets/sheet_baocao{}.xml")
        package.put(part, content, WORKSHEET_TYPE)
        sheets = package.tree(package.workbook_part).find(package.tag("sheets"))
        if sheets is None:
            raise UnmarkableError("no sheets")
        element = child(sheets, package.tag("sheet"))
        element.set("name", self._free_name())
        numbers = [int(one.get("sheetId", "0")) for one in sheets]
        element.set("sheetId", str(max(numbers) + 1))
        relation = package.relate(package.workbook_part, "worksheet", part)
        element.set(f"{{{package.relation}}}id", relation)

    def _free_name(self) -> str:
        taken = {name.casefold() for name in self._parts}
        names = [TITLE, *(f"{TITLE} ({number})" for number in range(2, len(taken) + 3))]
        return next(name for name in names if name.casefold() not in taken)


def _as_read(name: str) -> str:
    """Return a sheet's name as findings write it."""
    text = clean(name)
    return mask_personal_data(text) if has_personal_data(text) else text


def _sheet_parts(package: Package) -> dict[str, str]:
    """Return the part of each worksheet by the sheet's name."""
    sheets = package.tree(package.workbook_part).find(package.tag("sheets"))
    found: dict[str, str] = {}
    worksheets = set(package.related(package.workbook_part, "worksheet"))
    for sheet in sheets if sheets is not None else ():
        identifier = sheet.get(f"{{{package.relation}}}id", "")
        part = package.target(package.workbook_part, identifier)
        if part in worksheets:
            found[sheet.get("name", "")] = part
    return found


def _colour(fill: Element) -> str:
    return next((one.get("rgb", "") for one in fill.iter("{*}fgColor")), "")


def _remembered(content: bytes) -> Kept | None:
    """Return what the cells marked in an earlier round looked like; None for no list of ours."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            rows = book.get_sheet_by_name(TITLE).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError):
        return None
    if not rows or rows[0][:1] != [HEADING[0]]:
        return None
    kept: Kept = {}
    for row in rows[HEADER_ROW:]:
        memory = _memory(str(row[KEPT_COLUMN])) if len(row) > KEPT_COLUMN else None
        if memory is not None:
            kept.setdefault(memory[:2], memory[2])
    return kept


def _memory(text: str) -> tuple[str, str, str] | None:
    try:
        sheet, cell, fill = json.loads(text)
    except (ValueError, TypeError):
        return None
    whole = all(isinstance(part, str) for part in (sheet, cell, fill)) and is_place(cell)
    return (sheet, cell, fill) if whole else None
