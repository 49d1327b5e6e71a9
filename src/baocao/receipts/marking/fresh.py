"""A workbook made anew with the cells where they were, for files that are not .xlsx themselves."""

import io
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time
from math import ceil, isfinite
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from baocao.ingesting.grids import Sheet, split_place
from baocao.receipts.faults import Fault
from baocao.receipts.marking.comments import AUTHOR, BOX_WIDTH, LINE_HEIGHT
from baocao.receipts.marking.listing import (
    COLUMNS,
    HEADER_ROW,
    HEADING,
    SEVERITY_COLUMN,
    TITLE,
    height,
    listed,
    texts,
)
from baocao.receipts.marking.looks import FILLS, HEADER_FILL
from baocao.receipts.marking.notes import note
from baocao.receipts.marking.places import is_place
from baocao.reporting.sheets import FORMULA_STARTS, MAX_TEXT, neutral

FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
TABLE_CELLS = 3
# Spreadsheets count days from 1900; an earlier day stays text.
FIRST_YEAR = 1900
NARROWEST, WIDEST, CHARACTERS_PER_LINE = 6.0, 46.0, 44
LINE, MOST_LINES = 16, 20
A4 = 9
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
Looks = tuple[tuple[str, Any], ...]


def fresh_workbook(sheets: Sequence[Sheet], faults: Sequence[Fault]) -> bytes:
    """Return a workbook with the cells of a file where they were, its faults marked and listed.

    Values are those that were read; of the looks only the widths and the lines of the table are
    made up. Text stays text, also where it begins like a formula.

    Args:
        sheets: the sheets of the file, as read.
        faults: what is wrong with it.
    """
    target = io.BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    with xlsxwriter.Workbook(target, options) as book:
        _Copy(book).write(sheets, faults)
    return target.getvalue()


class _Copy:
    """Writes one workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._formats: dict[Looks, Format] = {}

    def _format(self, **looks: Any) -> Format:
        key = tuple(sorted(looks.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(FONT | looks)
        return self._formats[key]

    def write(self, sheets: Sequence[Sheet], faults: Sequence[Fault]) -> None:
        marks: dict[str, dict[tuple[int, int], list[Fault]]] = defaultdict(dict)
        for fault in sorted(faults, key=lambda one: one.rank):
            if fault.cell and is_place(fault.cell):
                of_sheet = marks[fault.sheet]
                of_sheet.setdefault(split_place(fault.cell), []).append(fault)
        names: dict[str, str] = {}
        for number, sheet in enumerate(sheets, start=1):
            names[sheet.name] = _free_name(sheet.name or f"Sheet{number}", names.values())
            worksheet = self._book.add_worksheet(names[sheet.name])
            self._write_sheet(worksheet, sheet, marks.get(sheet.name, {}))
        self._write_list(faults, names)

    def _write_sheet(
        self, worksheet: Worksheet, sheet: Sheet, marks: dict[tuple[int, int], list[Fault]]
    ) -> None:
        worksheet.set_comments_author(AUTHOR)
        worksheet.set_landscape()
        worksheet.set_paper(A4)
        worksheet.fit_to_pages(1, 0)
        widths = _widths(sheet)
        for column, width in enumerate(widths):
            worksheet.set_column(column, column, width)
        for row, cells in enumerate(sheet.rows):
            in_table = sum(cell != "" for cell in cells) >= TABLE_CELLS
            if in_table and (lines := _lines(cells, widths)) > 1:
                worksheet.set_row(row, lines * LINE)
            for column, raw in enumerate(cells):
                if raw != "" or (row, column) in marks:
                    self._write_cell(worksheet, (row, column), raw, in_table, marks)
        for place, found in marks.items():
            if place[0] >= len(sheet.rows) or place[1] >= len(sheet.rows[place[0]]):
                self._write_cell(worksheet, place, "", False, marks)
            text = note(found)
            size = {"width": BOX_WIDTH, "height": (text.lines + 1) * LINE_HEIGHT}
            content = f"{text.heading}\n{text.body}"
            worksheet.write_comment(
                *place, content, {**size, "font_name": "Arial", "font_size": 10}
            )

    def _write_cell(
        self,
        worksheet: Worksheet,
        place: tuple[int, int],
        raw: Any,
        in_table: bool,
        marks: dict[tuple[int, int], list[Fault]],
    ) -> None:
        looks: dict[str, Any] = {"border": 1, "text_wrap": True} if in_table else {}
        if place in marks:
            looks["bg_color"] = f"#{FILLS[marks[place][0].severity][2:]}"
        if raw == "" or raw is None:
            worksheet.write_blank(*place, None, self._format(**looks))
        elif isinstance(raw, bool):
            worksheet.write_boolean(*place, raw, self._format(**looks))
        elif isinstance(raw, (int, float)) and isfinite(raw):
            worksheet.write_number(*place, raw, self._format(**looks))
        elif isinstance(raw, (date, datetime)) and raw.year >= FIRST_YEAR:
            day = raw if isinstance(raw, datetime) else datetime.combine(raw, time())
            pattern = "dd/mm/yyyy hh:mm" if day.time() != time() else "dd/mm/yyyy"
            looks["num_format"], looks["align"] = pattern, "left"
            worksheet.write_datetime(*place, day, self._format(**looks))
        else:
            text = str(raw)
            if text.startswith(FORMULA_STARTS):
                looks["quote_prefix"] = True
            worksheet.write_string(*place, text[:MAX_TEXT], self._format(**looks))

    def _write_list(self, faults: Sequence[Fault], names: dict[str, str]) -> None:
        worksheet = self._book.add_worksheet(_free_name(TITLE, names.values()))
        worksheet.set_tab_color("#C0392B")
        worksheet.hide_gridlines(2)
        small = {"font_name": "Arial", "font_size": 10, "valign": "top"}
        for row, line in enumerate(HEADING):
            looks = {"bold": True, "font_size": 14} if row == 0 else {}
            worksheet.write_string(row, 0, line, self._format(**small | looks))
        cell = {**small, "text_wrap": True, "border": 1, "border_color": "#B9C2CB"}
        header = {**cell, "bold": True, "font_color": "#FFFFFF", "bg_color": f"#{HEADER_FILL[2:]}"}
        for column, (title, width) in enumerate(COLUMNS):
            worksheet.set_column(column, column, width)
            worksheet.write_string(HEADER_ROW - 1, column, title, self._format(**header))
        for number, fault in enumerate(listed(faults), start=1):
            colour = {"bg_color": f"#{FILLS[fault.severity][2:]}"}
            line = texts(fault, number)
            worksheet.set_row(HEADER_ROW + number - 1, height(line))
            for column, text in enumerate(line):
                looks = self._format(**cell | (colour if column == SEVERITY_COLUMN else {}))
                worksheet.write_string(HEADER_ROW + number - 1, column, neutral(text), looks)
        worksheet.freeze_panes(HEADER_ROW, 0)
        worksheet.set_landscape()
        worksheet.set_paper(A4)
        worksheet.fit_to_pages(1, 0)


def _widths(sheet: Sheet) -> list[float]:
    """Return widths by the texts of the table; headings may run over their neighbours."""
    widths: dict[int, float] = {}
    for cells in sheet.rows:
        if sum(cell != "" for cell in cells) >= TABLE_CELLS:
            for column, raw in enumerate(cells):
                length = min(len(str(raw)), CHARACTERS_PER_LINE) + 2.0
                widths[column] = max(widths.get(column, NARROWEST), min(length, WIDEST))
    return [widths.get(column, 10.0) for column in range(max(widths, default=-1) + 1)]


def _lines(cells: Sequence[Any], widths: Sequence[float]) -> int:
    """Return how many lines the longest text of a row takes in its column."""
    lines = (ceil(len(str(raw)) / width) for raw, width in zip(cells, widths, strict=False))
    return min(max(lines, default=1), MOST_LINES)


def _free_name(name: str, taken: Any) -> str:
    """Return a name for a sheet that Excel allows and that is not taken."""
    base = name.translate(FORBIDDEN).strip("' ")[:27] or "Sheet"
    others = {one.casefold() for one in taken}
    names = [name.translate(FORBIDDEN).strip("' ")[:31] or "Sheet"]
    names += [f"{base} ({number})" for number in range(2, len(others) + 3)]
    return next(one for one in names if one.casefold() not in others)
