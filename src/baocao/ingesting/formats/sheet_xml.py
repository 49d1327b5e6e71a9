"""What the XML of an .xlsx sheet says beside the values: its extent, and marks on its cells.

Read with regular expressions over the bytes: the reader of values has parsed the XML already, and a
second parser would take longer than the first.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from baocao.ingesting.grids import NO_CELLS, NO_LINES, Cells, column_number
from baocao.ingesting.refusing import MOST_CELLS

_PREFIX = rb"<(?:[^\s<>/:]+:)?"
# One pass over a sheet that finds what is out of the ordinary in it. A sheet in which every row and
# cell has a short reference, written the usual way, spans at most 701,298 cells; the reader of
# cells counts those of all sheets.
_UNUSUAL = re.compile(
    rb"<(?:"
    rb'(?:c|row)(?=[\s/>])(?! r="[A-Za-z]{0,2}[0-9]{1,3}")(?P<tag>)'
    rb"|(?P<formula>f)[\s>/]"
    rb"|v>(?P<error>#)"
    rb"|row [^<>]*?(?P<row>hidden|ht=[\"']0)"
    rb"|col [^<>]*?(?P<column>hidden|width=[\"']0)"
    rb"|[^\s<>/:]+:(?P<prefix>c|row|col|f)[\s>/]"
    rb")"
)
_TAG = re.compile(_PREFIX + rb"(?:c|row)(?=[\s/>])")
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
_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
# [1]Sheet1!A1: the number is that of a link to another workbook, or to another program (DDE).
# Other programs write the file's name there, or an address. Table1[2024] is a column of a table.
_LINKED_FORMULA = re.compile(
    rb"<(?:\w+:)?f[^<>]*>[^<]*(?:(?<![\w\]])\[[0-9]+\][^\[\]<&]*!|\[[^\[\]<]*\.\w{2,5}\]|\bfile:|\w\|['&])"
)
_SHARED = re.compile(rb"<(?:\w+:)?f[^<>]*\bsi\s*=\s*[\"']([0-9]+)[\"']")
_HIDING = re.compile(rb"<(?:\w+:)?(row|col)\s([^<>]*(?:hidden|ht|width)\s*=[^<>]*)>")
_IS_HIDDEN = re.compile(
    rb"\bhidden\s*=\s*[\"'](?:1|true)|\b(?:ht|width)\s*=\s*[\"']0(?:\.0*)?[\"']"
)
_ROW_NAME = re.compile(rb"\br\s*=\s*[\"']([0-9]{1,7})[\"']")
_FIRST, _LAST = (
    re.compile(rb"\b" + name + rb"\s*=\s*[\"']([0-9]{1,5})[\"']") for name in (b"min", b"max")
)
MOST_COLUMNS = 16384
# Kinds of the unusual; a tag that is written in another way may stand for anything.
_ANYTHING = frozenset({"tag", "prefix"})
_FORMULAS = frozenset({"formula", "error"})
_HIDINGS = frozenset({"row", "column"})
NO_STYLES: Mapping[tuple[int, int], int] = {}


class Marks(NamedTuple):
    """What a sheet says about its cells beside their values; numbers are 0-based."""

    valueless: Cells = NO_CELLS
    linked: Cells = NO_CELLS
    hidden_rows: frozenset[int] = NO_LINES
    hidden_columns: frozenset[int] = NO_LINES
    styled: Mapping[tuple[int, int], int] = NO_STYLES


def unusual(xml: bytes) -> frozenset[str]:
    """Return what is out of the ordinary in a sheet, as the names of the groups of `_UNUSUAL`."""
    found: set[str] = set()
    for match in _UNUSUAL.finditer(xml):
        found.add(match.lastgroup or "")
        if len(found) == _UNUSUAL.groups or found & _ANYTHING:
            break
    return frozenset(found)


def extent(xml: bytes) -> int:
    """Return how many cells a reader may hold for an unusual sheet: its filled area from A1 on."""
    tags = len(_TAG.findall(xml))
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


def look(xml: bytes, styles: frozenset[int]) -> tuple[int, Marks | None]:
    """Return the extent of a sheet, 0 for one too small to measure, and its marks if it has any.

    Args:
        xml: the sheet.
        styles: numbers of the cell styles whose cells are wanted.
    """
    found = unusual(xml)
    styled = _styled(xml, styles) if styles else {}
    if not found:
        return 0, Marks(styled=styled) if styled else None
    has_any = bool(found & _ANYTHING)
    valueless, linked = (
        _formula_cells(xml) if has_any or found & _FORMULAS else (NO_CELLS, NO_CELLS)
    )
    rows, columns = _hidden(xml) if has_any or found & _HIDINGS else (NO_LINES, NO_LINES)
    marks = Marks(valueless, linked, rows, columns, styled)
    return extent(xml) if has_any else 0, marks if any(marks) else None


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
        if _ERROR.search(cell[: cell.find(b">")]) or (has_formula and not _CACHED.search(cell)):
            valueless.add(place)
        if has_formula:
            group = _SHARED.search(cell)
            if names_other_file(cell):
                linked.add(place)
                shared |= {group[1]} if group else set()
            elif group and group[1] in shared:
                linked.add(place)
    return frozenset(valueless), frozenset(linked)


def names_other_file(xml: bytes) -> bool:
    """Tell whether a formula takes a value from another workbook or program."""
    return _LINKED_FORMULA.search(xml) is not None


def _hidden(xml: bytes) -> tuple[frozenset[int], frozenset[int]]:
    rows: set[int] = set()
    columns: set[int] = set()
    for kind, attributes in _HIDING.findall(xml):
        if not _IS_HIDDEN.search(attributes):
            continue
        if kind == b"row":
            place = _ROW_NAME.search(attributes)
            rows |= {int(place[1]) - 1} if place else set()
        elif (first := _FIRST.search(attributes)) and (last := _LAST.search(attributes)):
            columns |= set(range(int(first[1]) - 1, min(int(last[1]), MOST_COLUMNS)))
    return frozenset(rows), frozenset(columns)


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
