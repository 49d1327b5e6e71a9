"""The cells of an .xlsx sheet that is written the plain way, told from its XML by what repeats.

Between two values of a sheet stands what stands there in all sheets of the form: the end of a cell,
blank cells, ends and beginnings of rows, the next cell's reference. Each such piece is understood
once. That is quicker than a parser, which begins anew with every part of every small workbook; a
sheet or a table of strings that holds anything else is left to the parser.
"""

import re
from operator import ge
from typing import Any, NamedTuple, cast

from baocao.ingesting.formats.remembering import remembered
from baocao.ingesting.formats.sheet_xml import names_other_file, unusual
from baocao.ingesting.formats.xml_parsing import local_name, parse_xml
from baocao.ingesting.grids import split_place
from baocao.ingesting.model import TextCell
from baocao.ingesting.refusing import check_extent
from baocao.ingesting.text import KEYS, Remembered

# Places are numbered by rows, then columns: references below have two letters at most.
SPAN = 1024
NUMBER, SHARED, TEXT = range(3)
_LONGEST_GAP = 600
_VALUE = re.compile("<v>([^<]*)")
_YES_NO = '"(?:0|1|true|false)"'
_ROW = (
    r'<row r="[0-9]{1,3}"(?: (?:spans="[0-9: ]*"|s="[0-9]*"|ht="[1-9][0-9.]*"|'
    rf"(?:customFormat|customHeight|thickBot|thickTop)={_YES_NO}|"
    r'(?:hidden|collapsed)="(?:0|false)"|outlineLevel="[0-9]"|x14ac:dyDescent="[0-9.]*"))*'
)
_CELL = r'<c r="([A-Z]{1,2}[1-9][0-9]{0,2})"(?: s="([0-9]{1,5})")?'
_BLANKS = (
    rf'(?:<c r="[A-Z]{{1,2}}[1-9][0-9]{{0,2}}"(?: s="[0-9]{{1,5}}")?(?:/>|></c>)|{_ROW}/?>|</row>)*'
)
_NEXT = re.compile(rf'{_BLANKS}{_CELL}(?: t="(n|s|str)")?>(<f>[^<]*</f>)?')
_REST = re.compile(_BLANKS)
_KINDS = {None: NUMBER, "n": NUMBER, "s": SHARED, "str": TEXT}
_CLOSED = "</v></c>"
_CELLS = "sheetData"
_BEGIN, _END = f"<{_CELLS}>", f"</{_CELLS}>"
_ROOT = re.compile(r"(?:<\?xml [^<>]*\?>\s*)?<worksheet(?: [^<>]*)?>")
_REFERENCE = "[A-Z]{1,3}[0-9]{1,7}"
_DIMENSION = re.compile(rf'<dimension ref="{_REFERENCE}(?::{_REFERENCE})?"/>')
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?")
_INDEX = re.compile(r"[0-9]{1,6}")
_TABLE = re.compile(r"(?:<\?xml [^<>]*\?>\s*)?<sst [^<>]*><si><t(?: xml:space=\"preserve\")?>")
_TABLE_END = "</t></si></sst>"
_BETWEEN = re.compile(r"</t></si><si><t(?: xml:space=\"preserve\")?>")
_PER_STRING = 4
# Rules for what may be typed, one for each cell of a form; they say nothing of what is there. No
# possessive repeats: before Python 3.11.5 they lose their place in groups that turn back; and no
# endless ones, which keep two kilobytes for each turn.
_WORD, _SAYS = r'="\w*"', r'="[^"<&\x00-\x1f\ufffe\uffff]*"'
_RULES = re.compile(
    rf"(?:<dataValidation(?: type{_WORD})?(?: errorStyle{_WORD})?(?: operator{_WORD})?"
    rf"(?: allowBlank{_WORD})?(?: showInputMessage{_WORD})?(?: showErrorMessage{_WORD})?"
    rf"(?: errorTitle{_SAYS})?(?: error{_SAYS})?(?: promptTitle{_SAYS})?(?: prompt{_SAYS})?"
    r'(?: sqref="[A-Z0-9: ]*")?>'
    r"(?:<formula[12]>[^<&\]\x00-\x1f\ufffe\uffff]*</formula[12]>){0,2}</dataValidation>){1,1000}"
)
_ANY_RULES = "<dataValidation/>"
_ENTITY = re.compile("&(?:amp|lt|gt|quot|apos);")
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"}


class _Gap(NamedTuple):
    """What stands before a value.

    Attributes:
        row, column: of the value's cell, 0-based.
        place: both as one number.
        kind: NUMBER, SHARED or TEXT.
        number_style: number of the style of a cell with a number, "" for none.
        needs_look: there is more to be said than the value.
    """

    row: int
    column: int
    place: int
    kind: int
    number_style: str
    needs_look: bool


class PlainSheet(NamedTuple):
    """The cells of a plain sheet that hold something, in order.

    Attributes:
        at_row, at_column, kinds: of each of them, as in `_Gap`.
        values: the value of each of them as the XML has it.
        number_styles: the styles of cells with numbers, "" for none.
        needs_look: formulas with other workbooks, or something unusual around the cells.
    """

    at_row: tuple[int, ...]
    at_column: tuple[int, ...]
    kinds: tuple[int, ...]
    values: list[str]
    number_styles: frozenset[str]
    needs_look: bool

    def rows(self, strings: list[str]) -> tuple[list[list[Any]], list[TextCell]]:
        """Return the cells from A1 on, and those with text.

        Args:
            strings: the workbook's shared strings.

        Raises:
            LookupError: a cell names a string that is not there, or holds no number.
            FileRefused: it is larger than any form (FIL07).
        """
        height, width = self.at_row[-1] + 1, max(self.at_column) + 1
        check_extent(height * width)
        rows: list[list[Any]] = [[""] * width for _ in range(height)]
        numbers, indexes, keys = _NUMBERS, _INDEXES, KEYS
        texts: list[TextCell] = []
        for row, column, kind, value in zip(
            self.at_row, self.at_column, self.kinds, self.values, strict=True
        ):
            if kind == NUMBER:
                rows[row][column] = numbers[value]
            else:
                text = strings[indexes[value]] if kind == SHARED else value
                rows[row][column] = text
                texts.append((row, column, text, keys[text]))
        return rows, texts


def read_plain(xml: bytes) -> PlainSheet | None:
    """Return the cells of a sheet, None where it is not written the plain way."""
    try:
        pieces = _VALUE.split(xml.decode())
    except UnicodeDecodeError:
        return None
    if len(pieces) < 3:
        return None
    first, root = _first_gap(pieces[0]), _ROOT.match(pieces[0])
    rest = _rest(_RULES.sub(_ANY_RULES, pieces[-1]), root[0]) if root else None
    found = [first, *map(_GAPS.__getitem__, pieces[2:-1:2])]
    values = pieces[1::2]
    if rest is None or None in found or "" in values:
        return None
    rows, columns, places, kinds, styles, looks = zip(*cast("list[_Gap]", found), strict=True)
    # Not looked into: a reader keeps the last of cells of one name, and takes them in any order.
    if any(map(ge, places, places[1:])):
        return None
    if TEXT in kinds and any(
        kind == TEXT and _is_odd(value) for kind, value in zip(kinds, values, strict=True)
    ):
        return None
    return PlainSheet(rows, columns, kinds, values, frozenset(styles), rest or True in looks)


def _is_odd(text: str) -> bool:
    """Tell whether the XML of a text is anything but the text itself."""
    return "&" in text or "\r" in text or "_x" in text


def _gap(xml: str) -> _Gap | None:
    """Return what stands between two values, None where it is not plain."""
    return _before_value(xml[len(_CLOSED) :]) if xml.startswith(_CLOSED) else None


def _before_value(xml: str) -> _Gap | None:
    match = _NEXT.fullmatch(xml)
    if match is None:
        return None
    row, column = split_place(match[1])
    if column >= SPAN:
        return None
    kind = _KINDS[match[3]]
    style = (match[2] or "") if kind == NUMBER else ""
    needs_look = match[4] is not None and names_other_file(match[4].encode())
    return _Gap(row, column, row * SPAN + column, kind, style, needs_look)


_GAPS = Remembered(_gap, _LONGEST_GAP)


@remembered
def _first_gap(xml: str) -> _Gap | None:
    """Return what stands before the first value of a sheet."""
    head, begin, before = xml.partition(_BEGIN)
    gap = _before_value(before) if begin and _begins_sheet(head) else None
    return gap and gap._replace(needs_look=gap.needs_look or bool(unusual(head.encode())))


def _begins_sheet(head: str) -> bool:
    """Tell whether well-formed XML begins so, with cells right in the root element."""
    if "<!" in head or not _ROOT.match(head) or _DIMENSION.sub("", head).count("<dimension"):
        return False
    root = parse_xml(f"{head}{_BEGIN}{_END}</worksheet>".encode())
    return root is not None and local_name(root) == "worksheet" and local_name(root[-1]) == _CELLS


@remembered
def _rest(xml: str, root: str) -> bool | None:
    """Tell whether there is something unusual behind the last value; None if that is not plain.

    Args:
        xml: what stands behind it.
        root: how the sheet's XML begins, up to the root element.
    """
    before, end, tail = xml.partition(_END)
    is_plain = before.startswith(_CLOSED) and _REST.fullmatch(before[len(_CLOSED) :])
    if not is_plain or not end or "<!" in tail or _BEGIN in tail:
        return None
    # A reader goes on to the end, and takes nothing of a sheet that is not well-formed there.
    return None if parse_xml(f"{root}{tail}".encode()) is None else bool(unusual(tail.encode()))


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise LookupError
    return float(text)


def _index(text: str) -> int:
    if not _INDEX.fullmatch(text):
        raise LookupError
    return int(text)


_NUMBERS, _INDEXES = Remembered(_number), Remembered(_index)


@remembered
def plain_strings(xml: bytes) -> list[str] | None:
    """Return the shared strings of a workbook, None where one is not plain: in several fonts, say.

    Args:
        xml: the part `xl/sharedStrings.xml`.
    """
    try:
        text = xml.decode().rstrip()
    except UnicodeDecodeError:
        return None
    start = _TABLE.match(text)
    if start is None or not text.endswith(_TABLE_END):
        return None
    body = text[start.end() : -len(_TABLE_END)]
    strings = _BETWEEN.split(body)
    if body.count("<") != _PER_STRING * (len(strings) - 1) or "" in strings:
        return None
    if "\r" in body or "_x" in body:
        return None
    if "&" not in body:
        return strings
    if body.count("&") != len(_ENTITY.findall(body)):
        return None
    return [_ENTITY.sub(lambda match: _ENTITIES[match[0]], one) for one in strings]
