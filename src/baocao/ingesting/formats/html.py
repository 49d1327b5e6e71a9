"""Web pages that are sent as workbooks: what Excel, LibreOffice and reporting programs export.

A page is one sheet: its tables and the text between them, one below the other, as the sender sees
them. Nothing that a page refers to is fetched and nothing in it is run.
"""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from baocao.ingesting.formats.building import (
    Grid,
    check_tags,
    decimal_number,
    number,
    sheets_of,
)
from baocao.ingesting.formats.css import Look, Looks
from baocao.ingesting.formats.encodings import decode_text
from baocao.ingesting.formats.foreign import SAVE_AS
from baocao.ingesting.formats.xml_parsing import Element, parse_html, walk
from baocao.ingesting.grids import Sheet
from baocao.ingesting.model import Both
from baocao.ingesting.refusing import FileRefused

MOST_SPANNED_COLUMNS = 1000
MOST_SPANNED_ROWS = 65_534
_SHEET_NAME = re.compile(r"<x:Name>([^<]{1,100})</x:Name>", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_UNSEEN = frozenset({"script", "style", "head", "title", "xml", "template", "noscript", "object"})
_BLOCKS = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "center", "body", "form", "li", "ul", "ol",
     "table", "thead", "tbody", "tfoot", "tr", "td", "th", "hr", "pre", "section", "br"}
)  # fmt: skip
_ERROR = re.compile(r"#(?:REF!|DIV/0!|VALUE!|NAME\?|N/A|NULL!|NUM!)|Err:[0-9]+")
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]')
_OF_DAYS = re.compile(r"[YyDd]|[Mm]{3}")
_FIRST_DAY, _LAST_DAY = datetime(1899, 12, 30), 2_958_466  # noqa: DTZ001 - days of a workbook
_OTHER_FILE = re.compile(r"\[[^\[\]]*\.\w{2,5}\]|\w\|'")


class Block(NamedTuple):
    """A table without tables in it, or a line of text outside all tables."""

    table: Element | None
    text: str
    look: Look


def read(content: bytes) -> list[Sheet]:
    """Return a web page as one sheet.

    Raises:
        FileRefused: the sheets are in other files (FIL09), too many cells (FIL07), in no known
            encoding (FIL08).
    """
    text = decode_text(content).text
    check_tags(text)
    name = _SHEET_NAME.search(text)
    root = parse_html(text)
    if root is None:
        raise FileRefused("FIL02", Both("trang web trống", "an empty page"))
    if next(root.iter("frameset", "frame"), None) is not None:
        what = Both("trang web nhiều tệp của Excel", "Excel's web page of several files")
        raise FileRefused("FIL09", what, SAVE_AS)
    grid = Grid(name[1].strip() if name else "")
    writer = _PageWriter(grid, Looks(_style_sheets(root)))
    for block in _blocks(root, writer.looks):
        writer.add(block)
    return sheets_of([grid])


def _style_sheets(root: Element) -> str:
    return "\n".join(style.text or "" for style in root.iter("style"))


def _blocks(root: Element, looks: Looks) -> Iterator[Block]:
    """Yield the tables and lines of a page in order; a table that holds tables only lays them out.

    Walked without recursion: a page can be nested deeper than Python's stack.
    """
    line: list[str] = []
    look = Look()

    def finished() -> Iterator[Block]:
        text = _one_line("".join(line))
        if text:
            yield Block(None, text, look)
        line.clear()

    skipped: Element | None = None
    for event, element in walk(root):
        if skipped is not None:
            if event == "end" and element is skipped:
                skipped = None
                line.append(element.tail or "")
            continue
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _BLOCKS:
            yield from finished()
            look = Look()
        if event == "end":
            line.append(element.tail or "")
            continue
        is_table = tag == "table" and _is_plain(element)
        if is_table:
            yield Block(element, "", looks.of(element))
        if is_table or tag in _UNSEEN:
            skipped = element
            continue
        look = looks.of(element, look)
        line.append(element.text or "")
    yield from finished()


def _is_plain(table: Element) -> bool:
    return next(table.iterdescendants("table"), None) is None


class _PageWriter:
    """Puts tables and lines into a grid, one below the other."""

    def __init__(self, grid: Grid, looks: Looks) -> None:
        self.looks = looks
        self._grid = grid
        self._row = 0

    def add(self, block: Block) -> None:
        if block.table is None:
            self._put((self._row, 0), block.text, block.look)
            self._row += 1
        else:
            self._add_table(block.table, block.look)

    def _put(self, place: tuple[int, int], value: Any, look: Look) -> None:
        self._grid.put(*place, value)
        if look.font is not None:
            self._grid.fonts[place] = look.font
        if look.is_percent and value.__class__ is float:
            self._grid.percent.add(place)

    def _add_table(self, table: Element, look: Look) -> None:
        column = 0
        for element in table.iter("col"):
            span = min(max(number(element.get("span"), 1), 1), MOST_SPANNED_COLUMNS)
            if self.looks.of(element).is_hidden:
                self._grid.hidden_columns.append(range(column, column + span))
            column += span
        busy: dict[int, int] = {}
        for row in table.iter("tr"):
            self._add_row(row, busy, self.looks.of(row, look))
            self._row += 1

    def _add_row(self, row: Element, busy: dict[int, int], look: Look) -> None:
        """Add a row; `busy` says for how many more rows a cell from above takes a column."""
        if look.is_hidden or row.get("hidden") is not None:
            self._grid.hidden_rows.append(range(self._row, self._row + 1))
        taken = {column for column, rows in busy.items() if rows > 0}
        for taken_column in taken:
            busy[taken_column] -= 1
        column = 0
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while column in taken:
                column += 1
            width = min(max(number(cell.get("colspan"), 1), 1), MOST_SPANNED_COLUMNS)
            height = min(max(number(cell.get("rowspan"), 1), 1), MOST_SPANNED_ROWS)
            self._add_cell(cell, (self._row, column), self.looks.of(cell, look))
            if height > 1:
                busy |= dict.fromkeys(range(column, column + width), height - 1)
            column += width

    def _add_cell(self, cell: Element, place: tuple[int, int], look: Look) -> None:
        for inside in cell.iterdescendants("font", "span", "p", "div", "b", "td"):
            look = self.looks.of(inside, look)
        text = _cell_text(cell)
        formula = cell.get("x:fmla", "")
        if cell.get("x:err") is not None or _ERROR.match(text) or (formula and not text):
            self._grid.valueless.add(place)
        if formula and _OTHER_FILE.search(formula):
            self._grid.linked.add(place)
        look = look._replace(is_percent=look.is_percent or "%" in cell.get("sdnum", ""))
        self._put(place, _value(cell, text), look)


def _value(cell: Element, text: str) -> Any:
    """Return the number or the day that a program wrote beside the text, else the text as shown."""
    if _ERROR.match(text) or cell.get("x:str") is not None:
        return text
    found = decimal_number(cell.get("x:num") or cell.get("sdval"))
    if found is None:
        return text
    number_format = _QUOTED.sub("", cell.get("sdnum", "").rpartition(";")[2])
    if _OF_DAYS.search(number_format) and 0 < found < _LAST_DAY:
        day = _FIRST_DAY + timedelta(days=found)
        return day.date() if day.time() == time() else day
    return found


def _cell_text(cell: Element) -> str:
    """Return a cell's text, one line for each that is shown."""
    pieces: list[str] = []
    for event, element in walk(cell):
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in ("br", "p", "div", "tr", "li") and element is not cell:
            pieces.append("\n")
        if event == "start" and tag not in _UNSEEN:
            pieces.append(_SPACES.sub(" ", element.text or ""))
        elif event == "end" and element is not cell:
            pieces.append(_SPACES.sub(" ", element.tail or ""))
    lines = (" ".join(line.split(" ")).strip(" ") for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _one_line(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
