"""OpenDocument spreadsheets (.ods), row by row.

Read here rather than by calamine: a row may claim to be repeated a million times, and hidden rows,
percentages and fonts are lost on the way through it.
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import time
from typing import Any

from baocao.ingesting.formats.building import (
    MOST_COLUMNS,
    MOST_ROWS,
    Grid,
    day_or_time,
    decimal_number,
    number,
    sheets_of,
)
from baocao.ingesting.formats.ods_styles import TABLE, OdsStyles
from baocao.ingesting.formats.package import unpack
from baocao.ingesting.formats.xml_parsing import Element, elements, local_name
from baocao.ingesting.grids import Sheet
from baocao.ingesting.model import Both
from baocao.ingesting.refusing import MOST_CELLS, FileRefused

CONTENT = "content.xml"
_STYLES = "styles.xml"
_MANIFEST = "META-INF/manifest.xml"
_MIME = "mimetype"
_SPREADSHEET = b"opendocument.spreadsheet"
_MACRO_FOLDERS = ("Basic/", "Scripts/")
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELLS = ("table-cell", "covered-table-cell")
_NUMBERS = ("float", "percentage", "currency")
_OTHER_FILE = re.compile(r"file:|https?:|\bDDE\s*\(|WEBSERVICE\s*\(", re.IGNORECASE)
_TIME = re.compile(r"PT(\d{1,4})H(\d{1,2})M(\d{1,2})")
# What is inside a cell but not its text.
_APART = frozenset({"annotation", "frame", "table", "shapes", "object", "custom-shape"})


def read(content: bytes, parts: list[zipfile.ZipInfo]) -> list[Sheet]:
    """Return the sheets of an OpenDocument spreadsheet, in order, the hidden ones marked.

    Args:
        content: the bytes of the package.
        parts: its parts, of a sum of sizes within the limit.

    Raises:
        FileRefused: another kind of document (FIL09), encrypted (FIL04), with macros (FIL05), a
            bomb (FIL07), or damaged (FIL01).
    """
    by_name = {part.filename: part for part in parts}
    if _MIME in by_name and _SPREADSHEET not in unpack(content, by_name[_MIME]):
        what = Both("văn bản OpenDocument (.odt)", "an OpenDocument text (.odt)")
        raise FileRefused("FIL09", what)
    if _MANIFEST in by_name and b"encryption-data" in unpack(content, by_name[_MANIFEST]):
        raise FileRefused("FIL04", "OpenDocument")
    for name in by_name:
        if name.startswith(_MACRO_FOLDERS) and not name.endswith("/"):
            raise FileRefused("FIL05", name)
    styles = OdsStyles()
    if _STYLES in by_name:
        for _ in _elements(unpack(content, by_name[_STYLES]), styles):
            pass
    return sheets_of(_grids(unpack(content, by_name[CONTENT]), styles))


def _elements(xml: bytes, styles: OdsStyles) -> Iterator[tuple[str, str, Element]]:
    """Yield events with the names of their elements, keeping the styles among them."""
    for event, name, element in elements(xml):
        if event == "end" and name == "font-face":
            styles.add_font(element)
        elif event == "end" and name == "style":
            styles.add(element)
        yield event, name, element


def _grids(xml: bytes, styles: OdsStyles) -> Iterator[Grid]:
    depth = 0
    reader = _TableReader("", styles)
    for event, name, element in _elements(xml, styles):
        if name == "table":
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                reader = _TableReader(element.get(TABLE + "name", ""), styles)
            elif event == "end" and depth == 0:
                reader.grid.is_hidden = element.get(TABLE + "style-name") in styles.hidden_sheets
                yield reader.grid
                element.clear()
        elif event == "end" and depth == 1:
            if name == "table-column":
                reader.add_column(element)
            elif name == "table-row":
                reader.add_row(element)
                element.clear()
            elif name == "table-source":
                reader.is_linked = True


class _TableReader:
    """Puts one table's rows into a grid."""

    def __init__(self, name: str, styles: OdsStyles) -> None:
        self.grid = Grid(name)
        self.is_linked = False
        self._styles = styles
        self._row = 0
        self._columns: list[tuple[range, str]] = []

    def add_column(self, element: Element) -> None:
        """Keep whether columns are hidden, and the style of their cells."""
        first = self._columns[-1][0].stop if self._columns else 0
        span = range(first, min(first + _repeated(element, "columns"), MOST_COLUMNS))
        self._columns.append((span, element.get(TABLE + "default-cell-style-name", "")))
        if element.get(TABLE + "visibility") in ("collapse", "filter"):
            self.grid.hidden_columns.append(span)

    def add_row(self, element: Element) -> None:
        """Keep the cells of a row, as often as it is repeated."""
        count = _repeated(element, "rows")
        rows = range(self._row, self._row + count)
        if element.get(TABLE + "visibility") in ("collapse", "filter"):
            self.grid.hidden_rows.append(rows)
        row_style = element.get(TABLE + "default-cell-style-name", "")
        column = 0
        for cell in element:
            if local_name(cell) not in _CELLS:
                continue
            columns = range(column, column + _repeated(cell, "columns"))
            self._add_cell(cell, rows, columns, row_style)
            column = min(columns.stop, MOST_COLUMNS)
        self._row = min(rows.stop, MOST_ROWS)

    def _add_cell(self, cell: Element, rows: range, columns: range, row_style: str) -> None:
        value = _value(cell)
        note = _note(cell)
        if note and rows.start < MOST_ROWS and columns.start < MOST_COLUMNS:
            self.grid.comments[rows.start, columns.start] = note
        formula = cell.get(TABLE + "formula", "")
        is_error = any(
            name.endswith("}value-type") and kind == "error" for name, kind in cell.items()
        )
        is_valueless = is_error or bool(formula and value == "")
        if value == "" and not is_valueless:
            return
        if len(rows) * len(columns) > MOST_CELLS:
            raise FileRefused("FIL07", Both("ô lặp lại", "repeated cells"), f"{MOST_CELLS}")
        is_linked = self.is_linked or bool(formula and _OTHER_FILE.search(formula))
        is_percent = cell.get(_OFFICE + "value-type") == "percentage"
        font = None if self._styles.are_all_modern else self._font(cell, columns.start, row_style)
        for row in rows:
            for column in columns:
                place = (row, column)
                self.grid.put(row, column, value)
                if is_valueless:
                    self.grid.valueless.add(place)
                if is_linked:
                    self.grid.linked.add(place)
                if is_percent:
                    self.grid.percent.add(place)
                if font is not None:
                    self.grid.fonts[place] = font

    def _font(self, cell: Element, column: int, row_style: str) -> str | None:
        """Return the encoding of a cell's font: a span's, else the cell's, row's, column's."""
        for span in cell.iter(_TEXT + "span"):
            font = self._styles.font(span.get(_TEXT + "style-name", ""))
            if font is not None:
                return font
        own = cell.get(TABLE + "style-name") or row_style
        if not own:
            own = next((style for span, style in self._columns if column in span), "")
        return self._styles.font(own or "Default")


def _repeated(element: Element, what: str) -> int:
    return max(number(element.get(f"{TABLE}number-{what}-repeated"), 1), 1)


def _value(cell: Element) -> Any:
    kind = cell.get(_OFFICE + "value-type", "")
    if kind in _NUMBERS:
        found = decimal_number(cell.get(_OFFICE + "value"))
        return _text(cell) if found is None else found
    if kind == "date":
        return day_or_time(cell.get(_OFFICE + "date-value", ""))
    if kind == "boolean":
        return cell.get(_OFFICE + "boolean-value") == "true"
    if kind == "time":
        return _time(cell.get(_OFFICE + "time-value", ""))
    written = cell.get(_OFFICE + "string-value")
    return _text(cell) if written is None else written


def _time(text: str) -> Any:
    match = _TIME.match(text)
    hour, minute, second = map(int, match.groups()) if match else (99, 0, 0)
    return time(hour, minute, second) if hour < 24 and max(minute, second) < 60 else text


def _text(cell: Element) -> str:
    """Return a cell's paragraphs as text, one a line; notes and pictures in it are left out."""
    paragraphs = [one for one in cell if local_name(one) == "p"]
    return "\n".join("".join(_pieces(one)) for one in paragraphs)


def _note(cell: Element) -> str:
    note = next((one for one in cell if local_name(one) == "annotation"), None)
    return "" if note is None else _text(note)


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = local_name(child)
        if name == "s":
            yield " " * max(number(child.get(_TEXT + "c"), 1, most=1000), 1)
        elif name in ("tab", "line-break"):
            yield "\t" if name == "tab" else "\n"
        elif name and name not in _APART:
            yield from _pieces(child)
        yield child.tail or ""
