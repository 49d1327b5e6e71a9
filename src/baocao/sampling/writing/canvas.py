"""A sheet to write on: text goes through the file's manner, looks become formats."""

import io
from datetime import UTC, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from baocao.sampling.wording import in_manner
from baocao.sampling.writing.manner import Manner

LOOKS: dict[str, dict[str, Any]] = {
    "": {},
    "center": {"align": "center"},
    "bold": {"bold": True, "align": "center"},
    "italic": {"italic": True, "align": "center"},
    "title": {"bold": True, "font_size": 14, "align": "center", "text_wrap": True},
    "notice": {"bold": True, "align": "center", "font_color": "#9C0006"},
    "head": {"bold": True, "align": "center", "valign": "vcenter", "border": 1, "text_wrap": True},
    "code": {"italic": True, "align": "center", "border": 1},
    "section": {"bold": True, "border": 1},
    "cell": {"border": 1, "text_wrap": True, "valign": "top"},
    "figure": {"border": 1, "align": "right"},
    "total": {"bold": True, "border": 1, "align": "right"},
}
SHEET_NAME_LENGTH = 31
A4 = 9


class Book:
    """A workbook in memory whose bytes depend on nothing but what is written."""

    def __init__(self, manner: Manner, created: datetime) -> None:
        self.manner = manner
        self._bytes = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._bytes, {"in_memory": True})
        self._book.set_properties({"created": created.astimezone(UTC).replace(tzinfo=None)})
        self._formats: dict[str, Format] = {}
        self._names: set[str] = set()

    def sheet(self, name: str) -> "Canvas":
        """Add a sheet; names are cut as spreadsheets cut them, and made unlike one another."""
        for sign in "[]:*?/\\":
            name = name.replace(sign, " ")
        name = in_manner(name, self.manner.text)[:SHEET_NAME_LENGTH].strip("' ")
        if name.lower() in self._names:
            name = f"{name[: SHEET_NAME_LENGTH - 5]} ({len(self._names) + 1})"
        self._names.add(name.lower())
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        return Canvas(self, sheet)

    def format(self, look: str) -> Format:
        """Return the format of a look in the file's font."""
        if look not in self._formats:
            properties = {"font_name": self.manner.font, "font_size": 12} | LOOKS[look]
            self._formats[look] = self._book.add_format(properties)
        return self._formats[look]

    def content(self) -> bytes:
        """Close the workbook and return its bytes."""
        self._book.close()
        return self._bytes.getvalue()


class Canvas:
    """One sheet; rows and columns count from the file's own top and left."""

    def __init__(self, book: Book, sheet: Worksheet) -> None:
        self.book = book
        self.sheet = sheet

    def put(self, row: int, column: int, value: Any, look: str = "") -> None:
        """Write one cell; text in the file's manner."""
        manner = self.book.manner
        row, column = row + manner.top, column + manner.left
        if isinstance(value, str):
            value = in_manner(value, manner.text)
            if value:
                self.sheet.write_string(row, column, value, self.book.format(look))
                return
        if value in ("", None):
            self.sheet.write_blank(row, column, None, self.book.format(look))
        else:
            self.sheet.write_number(row, column, value, self.book.format(look))

    def across(self, row: int, first: int, last: int, text: str, look: str = "") -> None:
        """Write text into a row of merged cells."""
        self.block(row, first, row, last, text, look)

    def block(self, row: int, first: int, last_row: int, last: int, text: str, look: str) -> None:
        """Write text into a block of merged cells."""
        manner = self.book.manner
        if (row, first) == (last_row, last):
            self.put(row, first, text, look)
            return
        self.sheet.merge_range(
            row + manner.top,
            first + manner.left,
            last_row + manner.top,
            last + manner.left,
            in_manner(text, manner.text),
            self.book.format(look),
        )

    def widths(self, *widths: float) -> None:
        """Set the widths of the columns from the left."""
        for column, width in enumerate(widths):
            place = column + self.book.manner.left
            self.sheet.set_column(place, place, width)
