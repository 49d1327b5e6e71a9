"""The same grid of cells in the file formats that arrive beside .xlsx."""

import html
import io
import struct
import unicodedata
from datetime import date
from typing import Any

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.unit.ingesting.workbooks import Report, write_items
from xlwt.CompoundDoc import XlsDoc

Grid = list[list[Any]]
DAY, PLAIN = xlwt.easyxf(num_format_str="D-MMM"), xlwt.easyxf()
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SPREADSHEETML = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
    '<Worksheet ss:Name="Biểu"><Table>{rows}</Table></Worksheet></Workbook>'
)


def grid_of(report: Report) -> Grid:
    """Return a report's cells, blank ones as empty text."""
    book = Workbook()
    assert isinstance(book.active, Worksheet)
    write_items(book.active, report)
    return [
        ["" if value is None else value for value in row]
        for row in book.active.iter_rows(values_only=True)
    ]


def as_xls(grid: Grid) -> bytes:
    """Return a workbook of Excel 97 to 2003 (BIFF8)."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Biểu")
    for row, values in enumerate(grid):
        for column, value in enumerate(values):
            if value != "":
                style = DAY if isinstance(value, date) else PLAIN
                sheet.write(row, column, value, style)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def as_biff5(grid: Grid) -> bytes:
    """Return a workbook of Excel 5 and 95: text is bytes of one code page, here Latin-1."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    cells = b""
    for row, values in enumerate(grid):
        for column, value in enumerate(values):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(value, str) and value:
                text = value.encode("latin-1")
                cells += record(0x0204, place + struct.pack("<H", len(text)) + text)
            elif value != "":
                cells += record(0x0203, place + struct.pack("<d", value))
    width = max(len(row) for row in grid)
    sheet = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0010, 0, 1995))
    sheet += record(0x0200, struct.pack("<HHHHH", 0, len(grid), 0, width, 0))
    sheet += cells + record(0x000A, b"")
    begin = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0005, 0, 1995))
    begin += record(0x0042, struct.pack("<H", 1252))
    name = b"Bieu"
    length = len(begin) + 4 + 7 + len(name) + 4
    begin += record(0x0085, struct.pack("<IHB", length, 0, len(name)) + name)
    return _as_old_book(begin + record(0x000A, b"") + sheet)


def _as_old_book(stream: bytes) -> bytes:
    """Return a compound file whose stream has the name that Excel 95 gave it."""
    content = io.BytesIO()
    XlsDoc().save(content, stream)
    new, old = "Workbook\0".encode("utf-16-le"), "Book\0".encode("utf-16-le")
    data = content.getvalue()
    at = data.index(new)
    entry = bytearray(data[at : at + 128])
    entry[: len(new)] = old.ljust(len(new), b"\0")
    entry[64:66] = struct.pack("<H", len(old))
    return data[:at] + bytes(entry) + data[at + 128 :]


def as_ods(grid: Grid) -> bytes:
    """Return an OpenDocument spreadsheet."""
    document = OpenDocumentSpreadsheet()
    table = Table(name="Biểu")
    for values in grid:
        row = TableRow()
        for value in values:
            if isinstance(value, int):
                cell = TableCell(valuetype="float", value=value)
            else:
                cell = TableCell(valuetype="string")
            cell.addElement(P(text=str(value)))
            row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)  # pyright: ignore[reportAttributeAccessIssue]
    content = io.BytesIO()
    document.write(content)
    return content.getvalue()


def as_html(grid: Grid) -> bytes:
    """Return a table of a web page, as programs "export to Excel"."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(str(value))}</td>" for value in row) + "</tr>"
        for row in grid
    )
    head = '<html><head><meta charset="utf-8"></head><body>'
    return f"{head}<table>{rows}</table></body></html>".encode()


def as_spreadsheetml(grid: Grid) -> bytes:
    """Return an XML spreadsheet of 2003."""
    rows = "".join("<Row>" + "".join(_xml_cell(value) for value in row) + "</Row>" for row in grid)
    return _SPREADSHEETML.format(rows=rows).encode()


def _xml_cell(value: Any) -> str:
    if value == "":
        return "<Cell/>"
    kind = "String" if isinstance(value, str) else "Number"
    return f'<Cell><Data ss:Type="{kind}">{html.escape(str(value))}</Data></Cell>'


def as_windows_1258(text: str) -> bytes:
    """Return text in the code page of Vietnamese Windows: tones are characters of their own."""
    return "".join(_letter_of_1258(letter) for letter in unicodedata.normalize("NFC", text)).encode(
        "cp1258"
    )


def _letter_of_1258(letter: str) -> str:
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        marks = unicodedata.normalize("NFD", letter)
        base = "".join(mark for mark in marks if mark not in _TONES)
        tone = "".join(mark for mark in marks if mark in _TONES)
        return unicodedata.normalize("NFC", base) + tone
    return letter
