"""Workbooks with everything that people put into them, and what stands in a workbook's cells."""

import io
import struct
import zipfile
import zlib
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.workbook.workbook import Workbook

from baocao.receipts.faults import Fault

LOOKS = ("font", "border", "fill", "number_format", "alignment", "protection")
SHEETS = ("Biểu 1", "Xã 'Mới' & cũ")
ROWS, COLUMNS = 14, 7


def fault(sheet: str, cell: str, severity: str = "error", **changes: Any) -> Fault:
    """Return a fault at a place."""
    fields: dict[str, Any] = {
        "code": "VAL11",
        "severity": severity,
        "is_rule": False,
        "unit": "BK-TTR – Thanh tra tỉnh Bắc Kạn",
        "item_code": "TD01",
        "item": "TD01 – Lượt tiếp công dân",
        "sheet": sheet,
        "cell": cell,
        "found": "nhiều",
        "expected": ("một con số", "a number"),
        "message": ("“nhiều” không phải là số.", "“nhiều” is no number."),
        "advice": ("Chỉ ghi số trong ô số liệu.", "Write only a number."),
    }
    return Fault(**fields | changes)


def png() -> bytes:
    """Return a picture of one red dot."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checked = kind + body
        return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    dot = zlib.compress(b"\0\xff\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", dot) + chunk(b"IEND", b"")


def rich_book() -> bytes:
    """Return a workbook with a picture, a shape, a chart, comments, formulas and their results."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        money = book.add_format({"num_format": "#,##0", "font_name": "Times New Roman"})
        for name in SHEETS:
            sheet = book.add_worksheet(name)
            sheet.set_column(1, 1, 30, money)
            sheet.set_row(8, 40, bold)
            sheet.merge_range("A1:D1", "BÁO CÁO", bold)
            for row in range(2, ROWS - 4):
                for column in range(COLUMNS - 2):
                    if (row + column) % 3:
                        sheet.write(row, column, row * column, money if column % 2 else bold)
            sheet.write_formula("F4", "=SUM(B3:E3)", bold, 77)
            sheet.write_rich_string("F5", bold, "đậm", " và ", money, "nhạt")
            sheet.write_comment("C4", "Định nghĩa chỉ tiêu", {"author": "Baocao"})
            sheet.data_validation("B3:B9", {"validate": "integer", "criteria": ">=", "value": 0})
            sheet.conditional_format("B3:E9", {"type": "3_color_scale"})
            sheet.insert_image("I2", "dot.png", {"image_data": io.BytesIO(png())})
            sheet.insert_textbox("I9", "Ghi chú của tỉnh")
            sheet.protect("mật khẩu")
        chart = book.add_chart({"type": "column"})
        assert chart is not None
        chart.add_series({"values": [SHEETS[0], 2, 1, 8, 1]})
        book.worksheets()[0].insert_chart("K2", chart)
        book.define_name("Tong", f"='{SHEETS[0]}'!$F$4")
    return target.getvalue()


def opened(content: bytes, *, results: bool = False) -> Workbook:
    """Return a workbook as openpyxl sees it; with `results`, formulas as their results."""
    return openpyxl.load_workbook(io.BytesIO(content), data_only=results)


def looks_of(cell: Any) -> tuple[str, ...]:
    """Return everything about a cell's looks; put into words once for each style of a book."""
    known = cell.parent.parent.__dict__.setdefault("looks_in_words", {})
    style = tuple(cell._style or ())
    if style not in known:
        known[style] = tuple(repr(getattr(cell, name)) for name in LOOKS)
    return known[style]


def parts(content: bytes) -> dict[str, bytes]:
    """Return the parts of a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}
