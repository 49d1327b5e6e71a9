"""What the XML of an .xlsx sheet says beside the values: its extent, and marks on its cells.

Read with regular expressions over the bytes: the reader of values has parsed the XML already, and a
second parser would take longer than the first.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from baocao.ingesting.grids import Cells, column_number
from baocao.ingesting.refusing import MOST_CELLS

# A sheet in which every row and cell has a short reference, written the usual way, spans at most
# 701,298 cells; the reader of cells counts those of all sheets.
_PREFIX = rb"<(?:[^\s<>/:]+:)?"
_TAG = re.compile(_PREFIX + rb"(?:c|row)(?=[\s/>])")
_USUAL_TAG = re.compile(rb'<(?:c|row) r="[A-Za-z]{0,2}[0-9]{1,3}"')
_ATTRIBUTE = rb"[^\s=<>/\"']+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*')"
_NAMED_TAG = re.compile(
    _PREFIX + rb"(?:c|row)(?:\s+(?!r\s*=)" + _ATTRIBUTE + rb")*\s+r\s*=\s*[\"'][A-Za-z]*[0-9]+[\"']"
)
_REFERENCE = re.compile(rb"[\s\"']r\s*=\s*[\"']([A-Za-z]*)([0-9]*)")
_BLANK_CELL, _BLANK_ROW = (
    re.compile(
        _PREFIX
        + name
        + rb"(?:\s+"
        + _ATTRIBUTE
        + rb")*\s*(?:/>|>\s*</(?:[^\s<>/:]+:)?"
        + name
        + rb"\s*>)"
    )
    for name in (b"c", b"row")
)
_ROW_START = re.compile(_PREFIX + rb"row(?=[\s/>])")
_CELL_END = re.compile(rb"</(?:\w+:)?c>")
_CELL_START = re.compile(rb"<(?:\w+:)?c\s([^<>]*)>")
_CELL_NAME = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"']")
_CELL_STYLE = re.compile(rb"\bs\s*=\s*[\"']([0-9]{1,6})[\"']")
_CACHED = re.compile(rb"<(?:\w+:)?v[^>]*>[^<]|<(?:\w+:)?is[\s>]")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
# [1]Sheet1!A1: the number is that of a link to another workbook, or to another program (DDE).
_LINKED_FORMULA = re.compile(rb"<(?:\w+:)?f[^<>]*>[^<]*\[[0-9]+\]")
_SHARED = re.compile(rb"<(?:\w+:)?f[^<>]*\bsi\s*=\s*[\"']([0-9]+)[\"']")
_HIDING = re.compile(rb"<(?:\w+:)?(row|col)\s([^<>]*(?:hidden|ht|width)\s*=[^<>]*)>")
_IS_HIDDEN = re.compile(
    rb"\bhidden\s*=\s*[\"'](?:1|true)|\b(?:ht|width)\s*=\s*[\"']0(?:\.0*)?[\"']"
)
_ROW_NAME = re.compile(rb"\br\s*=\s*[\"']([0-9]{1,7})[\"']")
_COLUMN_NAMES = re.compile(
    rb"\bmin\s*=\s*[\"']([0-9]{1,5})[\"'][^<>]*\bmax\s*=\s*[\"']([0-9]{1,5})[\"']"
)
MOST_COLUMNS = 16384


class Marks(NamedTuple):
    """What a sheet says about its cells beside their values; numbers are 0-based."""

    valueless: Cells
    linked: Cells
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    styled: dict[tuple[int, int], int]


def extent(xml: bytes) -> int:
    """Return how many cells a reader may hold for a sheet: its filled area from A1 on.

    Small sheets, recognised by short references written the usual way, are not measured.
    """
    tags = len(_TAG.findall(xml))
    if tags == len(_USUAL_TAG.findall(xml)):
        return 0
    rows, columns = _far_corner(xml)
    if len(_NAMED_TAG.findall(xml)) < tags:
        # What has no reference stands behind what came before it.
        pieces = _ROW_START.split(xml)
        return (rows + len(pieces)) * (columns + max(len(_TAG.findall(one)) for one in pieces))
    if rows * columns > MOST_CELLS:
        # Formatting alone may reach the last row; only cells with content make the table large.
        rows, columns = _far_corner(_BLANK_ROW.sub(b"", _BLANK_CELL.sub(b"", xml)))
    return rows * columns


def _far_corner(xml: bytes) -> tuple[int, int]:
    """Return the last row and the last column, both from 1, that any reference names."""
    found = set(_REFERENCE.findall(xml))
    rows = max((int(row) for _, row in found if row), default=0)
    return rows, max((column_number(letters) + 1 for letters, _ in found if letters), default=1)


def marks(xml: bytes, styles: frozenset[int]) -> Marks | None:
    """Return a sheet's marks, None for a sheet without any.

    Args:
        xml: the sheet.
        styles: numbers of the cell styles whose cells are wanted.
    """
    has_formulas = b"<f" in xml or b":f" in xml or b't="e"' in xml
    valueless, linked = _formula_cells(xml) if has_formulas else (frozenset(), frozenset())
    rows, columns = _hidden(xml) if b"hidden=" in xml or b'="0"' in xml else ((), ())
    styled = _styled(xml, styles) if styles else {}
    if not (valueless or linked or rows or columns or styled):
        return None
    return Marks(valueless, linked, frozenset(rows), frozenset(columns), styled)


def _cells(xml: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    """Yield each cell's 0-based (row, column) and inner XML; cells without a reference are left."""
    for piece in _CELL_END.split(xml):
        starts = list(_CELL_START.finditer(piece))
        place = _CELL_NAME.search(b" " + starts[-1][1]) if starts else None
        if place:
            yield (int(place[2]) - 1, column_number(place[1])), piece[starts[-1].start() :]


def _formula_cells(xml: bytes) -> tuple[Cells, Cells]:
    """Return the cells without a value, and those with one from another workbook.

    A cell is without a value that has a formula but no stored result, or an error such as #REF!.
    """
    valueless: set[tuple[int, int]] = set()
    linked: set[tuple[int, int]] = set()
    shared: set[bytes] = set()
    for place, cell in _cells(xml):
        has_formula = _FORMULA.search(cell)
        if b't="e"' in cell[: cell.find(b">")] or (has_formula and not _CACHED.search(cell)):
            valueless.add(place)
        if has_formula:
            group = _SHARED.search(cell)
            if _LINKED_FORMULA.search(cell):
                linked.add(place)
                shared |= {group[1]} if group else set()
            elif group and group[1] in shared:
                linked.add(place)
    return frozenset(valueless), frozenset(linked)


def _hidden(xml: bytes) -> tuple[set[int], set[int]]:
    rows: set[int] = set()
    columns: set[int] = set()
    for kind, attributes in _HIDING.findall(xml):
        if not _IS_HIDDEN.search(attributes):
            continue
        if kind == b"row":
            place = _ROW_NAME.search(attributes)
            rows |= {int(place[1]) - 1} if place else set()
        elif place := _COLUMN_NAMES.search(attributes):
            columns |= set(range(int(place[1]) - 1, min(int(place[2]), MOST_COLUMNS)))
    return rows, columns


def _styled(xml: bytes, styles: frozenset[int]) -> dict[tuple[int, int], int]:
    """Return the style of each cell that has one of some styles."""
    found: dict[tuple[int, int], int] = {}
    for attributes in _CELL_START.findall(xml):
        style = _CELL_STYLE.search(attributes)
        if style and (number := int(style[1])) in styles:
            place = _CELL_NAME.search(b" " + attributes)
            if place:
                found[int(place[2]) - 1, column_number(place[1])] = number
    return found
