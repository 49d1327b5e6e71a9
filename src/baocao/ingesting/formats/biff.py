"""The records of a BIFF5/8 workbook stream, surveyed before a reader of cells sees them.

The survey refuses what would keep the reader busy or fill the memory, and finds what the reader
does not tell: formulas without a result, and formulas that take their value from elsewhere.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from baocao.ingesting.formats.biff_links import EXTERNSHEET, SUPBOOK, Links
from baocao.ingesting.model import Both
from baocao.ingesting.refusing import FileRefused, check_extent

BIFF5, BIFF8 = 0x0500, 0x0600
_BOF, _EOF, _FILEPASS, _BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0085
_FORMULAS, _ARRAY = frozenset({0x0006, 0x0206, 0x0406}), 0x0221
# Records of one cell begin with row, column; those of many end with the last column.
_ONE_CELL = frozenset({0x0203, 0x0204, 0x00D6, 0x00FD, 0x0205, 0x027E, 0x0006, 0x0206, 0x0406})
_MANY_CELLS = frozenset({0x00BD})
_BLANK, _MANY_BLANKS = 0x0201, 0x00BE
MOST_SHEETS = 1000
MOST_BLANKS = 4_000_000
_NO_RESULT = (2, 3)  # an error, an empty text
Place = tuple[int, int]


@dataclass
class SheetSurvey:
    """What the records of one sheet tell beside the values."""

    rows: dict[int, int] = field(default_factory=dict)
    blanks: int = 0
    last_column: int = -1
    valueless: set[Place] = field(default_factory=set)
    linked: set[Place] = field(default_factory=set)

    def extent(self) -> int:
        """Return how many cells the filled area has, from A1 on."""
        return (max(self.rows, default=-1) + 1) * (self.last_column + 1)


class BoundSheet:
    """A sheet as the workbook lists it."""

    def __init__(self, data: bytes) -> None:
        """Read the record."""
        self.offset, hidden, self.kind = struct.unpack_from("<IBB", data)
        self.is_visible = hidden & 3 == 0

    @property
    def is_macro_sheet(self) -> bool:
        """Tell whether the sheet holds macros of Excel 4, which run like any others."""
        return self.kind in (1, 6)

    @property
    def is_worksheet(self) -> bool:
        """Tell whether the sheet holds cells."""
        return self.kind == 0


@dataclass
class Survey:
    """What the records of a workbook tell beside the values.

    Attributes:
        version: BIFF5 or BIFF8.
        sheets: the sheets in the order of the workbook.
        found: what the records of each sheet tell, by where the sheet begins.
    """

    version: int
    sheets: list[BoundSheet]
    found: dict[int, SheetSurvey]

    def of(self, sheet: BoundSheet) -> SheetSurvey:
        """Return what the records of a sheet tell."""
        return self.found[sheet.offset]


def records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield position, code and data of each record; what is cut off at the end is left out."""
    at, end = 0, len(stream)
    while at + 4 <= end:
        code, length = struct.unpack_from("<HH", stream, at)
        data = stream[at + 4 : at + 4 + length]
        if len(data) < length:
            return
        yield at, code, data
        at += 4 + length


def survey(stream: bytes) -> Survey:
    """Go once through all records of a workbook.

    Raises:
        FileRefused: damaged (FIL01), encrypted (FIL04), with macros (FIL05), too many cells
            (FIL07), or of a version before Excel 5 (FIL09).
    """
    try:
        return _survey(stream)
    except struct.error as error:
        raise _damaged() from error


def _damaged() -> FileRefused:
    return FileRefused("FIL01", Both("bảng tính .xls hỏng", "a damaged .xls workbook"))


def _survey(stream: bytes) -> Survey:
    version = struct.unpack_from("<H", stream, 4)[0]
    if version not in (BIFF5, BIFF8):
        raise FileRefused("FIL09", Both(f"BIFF 0x{version:04X}", f"BIFF 0x{version:04X}"))
    sheets: list[BoundSheet] = []
    found: dict[int, SheetSurvey] = {}
    links = Links(is_biff8=version == BIFF8)
    depth, current = 0, SheetSurvey()
    for at, code, data in records(stream):
        if code == _BOF:
            depth += 1
            if depth == 1:
                current = found[at] = SheetSurvey()
        elif code == _EOF:
            depth -= 1
        elif code == _FILEPASS:
            raise FileRefused("FIL04", ".xls")
        elif code == _BOUNDSHEET:
            sheets.append(BoundSheet(data))
        elif code in (SUPBOOK, EXTERNSHEET):
            links.add(code, data)
        elif depth == 1:
            _note_cell(current, code, data, links)
    _check(sheets, found)
    return Survey(version, sheets, found)


def _check(sheets: list[BoundSheet], found: dict[int, SheetSurvey]) -> None:
    if any(sheet.is_macro_sheet for sheet in sheets):
        raise FileRefused("FIL05", "Excel 4 (XLM)")
    # Two sheets in one place would be read twice, a thousand of them a thousand times.
    offsets = {sheet.offset for sheet in sheets}
    if not sheets or len(offsets) < len(sheets) or not offsets <= found.keys():
        raise _damaged()
    if len(sheets) > MOST_SHEETS:
        raise FileRefused("FIL07", f"{len(sheets)} sheets", f"{MOST_SHEETS}")
    check_extent(sum(found[offset].extent() for offset in offsets))
    # A reader fills every row from its first column on.
    filled = sum(column + 1 for one in found.values() for column in one.rows.values())
    if filled > MOST_BLANKS or sum(one.blanks for one in found.values()) > MOST_BLANKS:
        raise FileRefused("FIL07", Both("quá nhiều ô trống", "too many blank cells"))


def _note_cell(sheet: SheetSurvey, code: int, data: bytes, links: Links) -> None:
    if code in _ONE_CELL:
        row, column = struct.unpack_from("<HH", data)
        if code in _FORMULAS:
            _note_formula(sheet, (row, column), data, links)
    elif code in _MANY_CELLS:
        row, column = struct.unpack("<HH", data[:2] + data[-2:])
    elif code in (_BLANK, _MANY_BLANKS):
        sheet.blanks += max(len(data) // 2 - 2, 1)
        return
    elif code == _ARRAY:
        _note_array(sheet, data, links)
        return
    else:
        return
    sheet.rows[row] = max(sheet.rows.get(row, 0), column)
    sheet.last_column = max(sheet.last_column, column)


def _note_formula(sheet: SheetSurvey, place: Place, data: bytes, links: Links) -> None:
    if data[12:14] == b"\xff\xff" and data[6] in _NO_RESULT:
        sheet.valueless.add(place)
    length = struct.unpack_from("<H", data, 20)[0]
    if links.leads_out(data[22 : 22 + length]):
        sheet.linked.add(place)


def _note_array(sheet: SheetSurvey, data: bytes, links: Links) -> None:
    """Mark the cells of a formula that fills several of them."""
    first, last, left, right = struct.unpack_from("<HHBB", data)
    length = struct.unpack_from("<H", data, 12)[0]
    if links.leads_out(data[14 : 14 + length]):
        check_extent((last - first + 1) * (right - left + 1))
        sheet.linked |= {
            (row, column) for row in range(first, last + 1) for column in range(left, right + 1)
        }
