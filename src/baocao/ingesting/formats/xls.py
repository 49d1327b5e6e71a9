"""Workbooks of Excel 5 to 2003 (.xls), read by xlrd with their fonts and formats."""

import io
from datetime import time
from typing import Any

import xlrd
from xlrd.book import Book
from xlrd.sheet import Sheet as XlrdSheet
from xlrd.xldate import XLDateError, xldate_as_datetime

from baocao.ingesting.formats import biff
from baocao.ingesting.formats.building import Grid, sheets_of
from baocao.ingesting.formats.encodings import legacy_of_1258
from baocao.ingesting.formats.foreign import refuse_document
from baocao.ingesting.formats.kinds import OLE2
from baocao.ingesting.formats.ole2 import Ole2, Ole2Error
from baocao.ingesting.formats.styles import is_percent
from baocao.ingesting.grids import Sheet
from baocao.ingesting.legacy import font_encoding
from baocao.ingesting.refusing import FileRefused, damaged

# In an OLE2 file the stream names are UTF-16; an encrypted OOXML package is one of these streams.
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_MACRO_STORAGES = frozenset({"_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA"})


def read(content: bytes) -> list[Sheet]:
    """Return the worksheets of a workbook, in order, the hidden ones marked.

    Raises:
        FileRefused: no workbook (FIL09), encrypted (FIL04), with macros (FIL05), too many cells
            (FIL07), or damaged (FIL01).
    """
    stream = _workbook_stream(content) if content.startswith(OLE2) else content
    surveyed = biff.survey(stream)
    try:
        book = xlrd.open_workbook(
            file_contents=stream,
            logfile=io.StringIO(),
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,
        )
        worksheets = [sheet for sheet in surveyed.sheets if sheet.is_worksheet]
        return sheets_of(
            _grid(book, number, sheet, surveyed) for number, sheet in enumerate(worksheets)
        )
    except (FileRefused, MemoryError):
        raise
    except Exception as error:
        # xlrd raises whatever a damaged record makes it run into.
        raise damaged() from error


def _workbook_stream(content: bytes) -> bytes:
    if ENCRYPTED_STREAM in content:
        raise FileRefused("FIL04", "OLE2")
    try:
        container = Ole2(content)
        stream = container.stream("Workbook", "Book")
    except Ole2Error as error:
        raise damaged() from error
    names = container.names()
    if stream is None:
        refuse_document(names)
    if names & _MACRO_STORAGES:
        raise FileRefused("FIL05", "VBA")
    return stream


def _grid(book: Book, number: int, listed: biff.BoundSheet, surveyed: biff.Survey) -> Grid:
    sheet = book.sheet_by_index(number)
    found = surveyed.of(listed)
    grid = Grid(sheet.name, valueless=set(found.valueless), linked=set(found.linked))
    grid.is_hidden = not listed.is_visible
    grid.comments = {place: note.text for place, note in sheet.cell_note_map.items()}
    looks = _Looks(book)
    is_1258 = surveyed.version == biff.BIFF5 and book.encoding == "cp1258"
    for row in range(sheet.nrows):
        kinds, values = sheet.row_types(row), sheet.row_values(row)
        for column, kind in enumerate(kinds):
            if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            place = (row, column)
            look = looks.of(sheet, place)
            value = _value(kind, values[column], book.datemode)
            if kind == xlrd.XL_CELL_ERROR:
                grid.valueless.add(place)
            if kind == xlrd.XL_CELL_NUMBER and look[0]:
                grid.percent.add(place)
            if look[1] is not None:
                grid.fonts[place] = look[1]
            if is_1258 and value.__class__ is str:
                value = legacy_of_1258(value, look[1])
            grid.put(row, column, value)
    grid.hidden_rows = [
        range(row, row + 1)
        for row, info in sheet.rowinfo_map.items()
        if info.hidden or info.height == 0
    ]
    grid.hidden_columns = [
        range(column, column + 1)
        for column, info in sheet.colinfo_map.items()
        if info.hidden or info.width == 0
    ]
    book.unload_sheet(number)
    return grid


class _Looks:
    """What the format of a cell means: a percentage, an old font."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._known: dict[int, tuple[bool, str | None]] = {}

    def of(self, sheet: XlrdSheet, place: tuple[int, int]) -> tuple[bool, str | None]:
        style = sheet.cell_xf_index(*place)
        if style not in self._known:
            self._known[style] = self._look(style)
        is_percentage, font = self._known[style]
        for _, run in sheet.rich_text_runlist_map.get(place, ()):
            font = font or self._font(run)
        return is_percentage, font

    def _look(self, style: int) -> tuple[bool, str | None]:
        styles = self._book.xf_list
        if not 0 <= style < len(styles):
            return False, None
        found = styles[style]
        number_format = self._book.format_map.get(found.format_key)
        code = number_format.format_str if number_format else ""
        return is_percent(code), self._font(found.font_index)

    def _font(self, number: int) -> str | None:
        fonts = self._book.font_list
        return font_encoding(fonts[number].name) if 0 <= number < len(fonts) else None


def _value(kind: int, value: Any, date_mode: int) -> Any:
    if kind == xlrd.XL_CELL_DATE:
        return _day(value, date_mode)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(value, "#ERROR!")
    return value


def _day(value: float, date_mode: int) -> Any:
    """Return a serial number as the day or time that it shows, itself where it shows none."""
    try:
        moment = xldate_as_datetime(value, 1 if date_mode else 0)
    except (XLDateError, OverflowError, ValueError):
        return value
    if 0 <= value < 1:
        return moment.time()
    return moment.date() if moment.time() == time() else moment
