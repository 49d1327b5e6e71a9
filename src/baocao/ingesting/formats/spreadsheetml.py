"""Spreadsheets in the XML of Excel 2003 (SpreadsheetML), which programs still write as .xls."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from baocao.ingesting.formats.building import (
    MOST_COLUMNS,
    Grid,
    day_or_time,
    decimal_number,
    number,
    sheets_of,
)
from baocao.ingesting.formats.encodings import decode_text
from baocao.ingesting.formats.styles import is_percent
from baocao.ingesting.formats.xml_parsing import Element, elements, local_name
from baocao.ingesting.grids import Sheet
from baocao.ingesting.legacy import font_encoding

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_HIDDEN = ("1", "true")
# A relative reference (R[-1]C) has brackets as well; a file's name has a dot in it.
_OTHER_FILE = re.compile(r"\[[^\[\]]*\.\w{2,5}\]|\.\w{3,4}'?!|\w\|'")


@dataclass
class _Styles:
    """Identifiers of styles that mean something."""

    percent: set[str] = field(default_factory=set)
    fonts: dict[str, str] = field(default_factory=dict)

    def add(self, style: Element) -> None:
        name, parent = style.get(_SS + "ID", ""), style.get(_SS + "Parent", "")
        parts = {local_name(part): part for part in style}
        if "NumberFormat" in parts:
            code = parts["NumberFormat"].get(_SS + "Format", "")
            if code == "Percent" or is_percent(code):
                self.percent.add(name)
        elif parent in self.percent:
            self.percent.add(name)
        font = parts["Font"].get(_SS + "FontName") if "Font" in parts else None
        encoding = font_encoding(font) if font else self.fonts.get(parent)
        if encoding:
            self.fonts[name] = encoding


def read(content: bytes) -> list[Sheet]:
    """Return the worksheets of an XML spreadsheet, in order, the hidden ones marked.

    Raises:
        FileRefused: not well-formed (FIL01), with a document type or too many cells (FIL07), in no
            known encoding (FIL08).
    """
    return sheets_of(_grids(decode_text(content).text.encode()))


def _grids(xml: bytes) -> Iterator[Grid]:
    styles = _Styles()
    grid, row, column = Grid(), -1, -1
    for event, name, element in elements(xml):
        if event == "start":
            if name == "Worksheet":
                grid, row, column = Grid(element.get(_SS + "Name", "")), -1, -1
            continue
        if name == "Style":
            styles.add(element)
        elif name == "Column":
            column = _add_column(grid, element, column + 1)
        elif name == "Row":
            row = _add_row(grid, element, row + 1, styles)
            element.clear()
        elif name == "Visible":
            grid.is_hidden = (element.text or "").strip() != "SheetVisible"
        elif name == "Worksheet":
            element.clear()
            yield grid


def _add_column(grid: Grid, element: Element, column: int) -> int:
    """Keep whether a column is hidden; return the last column that it describes."""
    first = number(element.get(_SS + "Index"), column + 1) - 1
    last = min(first + number(element.get(_SS + "Span")), MOST_COLUMNS)
    if element.get(_SS + "Hidden") in _HIDDEN or element.get(_SS + "Width") == "0":
        grid.hidden_columns.append(range(first, last + 1))
    return last


def _add_row(grid: Grid, element: Element, row: int, styles: _Styles) -> int:
    """Keep a row's cells; return the last row that it describes."""
    row = number(element.get(_SS + "Index"), row + 1) - 1
    last = row + number(element.get(_SS + "Span"))
    if element.get(_SS + "Hidden") in _HIDDEN or element.get(_SS + "Height") == "0":
        grid.hidden_rows.append(range(row, last + 1))
    column = -1
    for cell in element:
        if local_name(cell) == "Cell":
            column = number(cell.get(_SS + "Index"), column + 2) - 1
            _add_cell(grid, cell, (row, column), styles)
            column += number(cell.get(_SS + "MergeAcross"), most=MOST_COLUMNS)
    return last


def _add_cell(grid: Grid, cell: Element, place: tuple[int, int], styles: _Styles) -> None:
    data = next((part for part in cell if local_name(part) == "Data"), None)
    comment = next((part for part in cell if local_name(part) == "Comment"), None)
    if comment is not None:
        grid.comments[place] = "".join(map(str, comment.itertext())).strip()
    formula = cell.get(_SS + "Formula", "")
    kind = data.get(_SS + "Type", "String") if data is not None else ""
    value = _value(kind, "".join(str(text) for text in data.itertext())) if data is not None else ""
    if kind == "Error" or (formula and value == ""):
        grid.valueless.add(place)
    if formula and _OTHER_FILE.search(formula):
        grid.linked.add(place)
    style = cell.get(_SS + "StyleID", "")
    if style in styles.percent and value.__class__ is float:
        grid.percent.add(place)
    if style in styles.fonts:
        grid.fonts[place] = styles.fonts[style]
    grid.put(*place, value)


def _value(kind: str, text: str) -> Any:
    if kind == "Number":
        found = decimal_number(text)
        return text if found is None else found
    if kind == "DateTime":
        return day_or_time(text)
    if kind == "Boolean":
        return text.strip() == "1"
    return text
