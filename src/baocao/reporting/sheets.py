"""Workbooks for people: plain sheets with a frozen, filterable header.

Text from submitted files ends up here, so no cell may come alive when the workbook is opened or
saved as CSV: text is written as text, and a leading character that starts a formula is disarmed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from baocao.files import atomic_path
from baocao.settings import VIETNAM

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
# Excel holds no more in one cell.
MAX_TEXT = 32_767
# Points that one line of text takes.
LINE_HEIGHT = 15


def neutral(value: str) -> str:
    """Return text that no spreadsheet program takes for a formula: `=1+1` becomes `'=1+1`."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    Attributes:
        title: the header.
        width: in characters.
        value: takes the row's object and returns what stands in the cell.
        style: name of a style in `STYLES`, or a function that takes the row's object for one.
    """

    title: str
    width: float
    value: Callable[[Any], Any]
    style: str | Callable[[Any], str] = "text"


@dataclass(frozen=True)
class Sheet:
    """One sheet: lines above the table, then the table.

    Attributes:
        name: the tab; at most 31 characters.
        columns: the table's columns.
        rows: objects that the columns take their values from.
        heading: lines above the table, the first one as a title.
        frozen_columns: how many columns stay in place when scrolling sideways.
        height: how many lines of text a row needs; left to the reader's program when None.
    """

    name: str
    columns: Sequence[Column]
    rows: Sequence[Any]
    heading: Sequence[str] = field(default_factory=tuple)
    frozen_columns: int = 0
    height: Callable[[Any], int] | None = None


STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "note": {"font_color": "#555F6B"},
    "header": {
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": "#1F4E5A",
        "text_wrap": True,
        "valign": "vcenter",
        "border": 1,
        "border_color": "#D5DAE0",
    },
    "text": {"text_wrap": True, "valign": "top"},
    "code": {"valign": "top", "font_name": "Consolas"},
    "number": {"num_format": "#,##0", "valign": "top"},
    "decimal": {"num_format": "#,##0.0###", "valign": "top"},
    **{f"decimal{n}": {"num_format": f"#,##0.{'0' * n}", "valign": "top"} for n in range(1, 5)},
    "percent": {"num_format": "0.0%", "valign": "top"},
    "date": {"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"},
    "instant": {"num_format": "dd/mm/yyyy hh:mm", "valign": "top", "align": "left"},
    "on_time": {"bg_color": "#DCE8F5", "font_color": "#1F4E80", "align": "center"},
    "late": {"bg_color": "#FBE9C6", "font_color": "#7A4E00", "align": "center"},
    "missing": {"bg_color": "#F6D5CF", "font_color": "#8A1F11", "align": "center", "bold": True},
    "rejected": {"bg_color": "#E4DAEE", "font_color": "#4F2F6B", "align": "center", "bold": True},
    "not_due": {"bg_color": "#EEF0F2", "font_color": "#555F6B", "align": "center"},
    "blank": {},
}


def write_workbook(target: Path, sheets: Sequence[Sheet], created: datetime, title: str) -> None:
    """Write a workbook in one atomic step; the same content gives the same bytes.

    Args:
        target: the .xlsx file.
        sheets: at least one sheet.
        created: what the file says about when it was made; times are written in Vietnamese time.
        title: the document's title property.
    """
    with atomic_path(target) as temporary:
        options = {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(temporary, options) as workbook:
            workbook.set_properties(
                {"title": title, "author": "Baocao", "created": created.replace(tzinfo=None)}
            )
            formats = {name: workbook.add_format(style) for name, style in STYLES.items()}
            for sheet in sheets:
                _write_sheet(workbook.add_worksheet(sheet.name), sheet, formats)


def _write_sheet(worksheet: Worksheet, sheet: Sheet, formats: dict[str, Format]) -> None:
    for row, line in enumerate(sheet.heading):
        worksheet.write_string(row, 0, line, formats["note" if row else "title"])
    header = len(sheet.heading) + 1 if sheet.heading else 0
    for place, column in enumerate(sheet.columns):
        worksheet.set_column(place, place, column.width)
        worksheet.write_string(header, place, column.title, formats["header"])
    worksheet.set_row(header, 32)
    for row, item in enumerate(sheet.rows, start=header + 1):
        if sheet.height is not None:
            worksheet.set_row(row, LINE_HEIGHT * sheet.height(item))
        for place, column in enumerate(sheet.columns):
            value = column.value(item)
            style = column.style if isinstance(column.style, str) else column.style(item)
            _write_cell(worksheet, (row, place), value, formats[style])
    worksheet.freeze_panes(header + 1, sheet.frozen_columns)
    worksheet.autofilter(header, 0, header + max(1, len(sheet.rows)), len(sheet.columns) - 1)
    worksheet.set_landscape()
    worksheet.set_paper(9)  # A4
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(header)


def _write_cell(worksheet: Worksheet, place: tuple[int, int], value: Any, style: Format) -> None:
    if value is None or value == "":
        worksheet.write_blank(*place, None, style)
    elif isinstance(value, datetime):
        worksheet.write_datetime(*place, value.astimezone(VIETNAM).replace(tzinfo=None), style)
    elif isinstance(value, date):
        worksheet.write_datetime(*place, datetime.combine(value, time()), style)
    elif isinstance(value, (int, float, Decimal)):
        worksheet.write_number(*place, float(value), style)
    else:
        worksheet.write_string(*place, neutral(str(value))[:MAX_TEXT], style)
