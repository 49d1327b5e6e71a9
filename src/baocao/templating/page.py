"""The one sheet of a template: heading, cells to fill, signatures."""

from collections.abc import Iterator
from itertools import groupby
from math import ceil

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name

from baocao.official import LETTERHEADS, window_words
from baocao.registry import FormItem, Unit, UnitType
from baocao.templating.looks import BASE, LOOKS, validation
from baocao.templating.notes import definition_note, mark_note, opening_note
from baocao.templating.openings import Openings
from baocao.templating.request import Request

INSTRUCTION = (
    "Chỉ nhập vào ô màu vàng. Ô để trống là chưa có số liệu; không phát sinh thì ghi 0. "
    "/ Type into yellow cells only; blank means no data, 0 means none."
)
FIRST_TABLE_ROW = 11
ITEM_COLUMNS = 6
UNIT_COLUMNS = 3
# Item columns that stay readable on one sheet of paper; a wider table goes on to the next sheet.
COLUMNS_ON_PAPER = 12
A4 = 9
LINE, TITLE_LINE = 16, 20
# Widths in characters; the title's are larger.
ITEM_WIDTHS = (6, 58, 13, 14, 14, 26)
UNIT_WIDTHS = (6, 12, 26)
TITLE_CHARACTERS = 80
COLUMN_WIDTH, COLUMN_CHARACTERS = 13, 10
COMMENT = {"author": "Baocao", "x_scale": 3.2, "y_scale": 2.4, "font_name": "Arial", "font_size": 9}


class TemplatePage:
    """The one sheet of a template while it is written."""

    def __init__(self, book: xlsxwriter.Workbook, request: Request, openings: Openings) -> None:
        self.request = request
        self._openings = openings
        self._book = book
        self._formats: dict[str, Format] = {}
        self.labels = request.form.sheets[request.layout_code]
        self.columns = self._columns()
        # Columns that every sheet of paper repeats must hold nothing that stands once.
        self.left = UNIT_COLUMNS if self._sheets > 1 else 0
        on_paper = UNIT_COLUMNS + min(len(self.columns), COLUMNS_ON_PAPER)
        self.width = on_paper if request.is_table else ITEM_COLUMNS
        self.sheet = book.add_worksheet(request.form.form_code)
        self.sheet.protect("", {"format_columns": True, "format_rows": True})
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(self._sheets, 0)
        self.sheet.hide_gridlines(2)

    @property
    def _sheets(self) -> int:
        """Return how many sheets of paper lie side by side."""
        return max(1, ceil(len(self.columns) / COLUMNS_ON_PAPER)) if self.request.is_table else 1

    def _columns(self) -> list[FormItem]:
        owed = {item.code for unit in self.request.rows for item in self.request.items(unit)}
        return [item for item in self.request.form.items if item.code in owed]

    def _look(self, name: str) -> Format:
        if name not in self._formats:
            self._formats[name] = self._book.add_format(BASE | LOOKS[name])
        return self._formats[name]

    def _across(self, row: int, first: int, last: int, text: str, look: str) -> None:
        if first == last:
            self.sheet.write(row, first, text, self._look(look))
        else:
            self.sheet.merge_range(row, first, row, last, text, self._look(look))

    def heading(self) -> None:
        """Write who reports what to whom, for which days."""
        unit, period, form = self.request.unit, self.request.period, self.request.form
        first = max(period.start_date, unit.valid_from)
        left, last = self.left, self.width - 1
        middle = left + (self.width - left) // 2
        unit_type = self.request.registry.unit_types[unit.unit_type]
        nation, motto = LETTERHEADS[unit_type.letterhead]
        lines = (
            (0, left, middle - 1, unit_type.superior_vi, "center"),
            (1, left, middle - 1, unit.name_vi.upper(), "bold"),
            (0, middle, last, nation, "bold"),
            (1, middle, last, motto, "bold"),
            (2, middle, last, f"Ngày … tháng … năm {period.end_date.year}", "free"),
            (3, left, middle - 1, f"{self.labels.form_label}: {form.form_code}", "center"),
            (3, middle, last, f"Phiên bản: {form.form_version}", "center"),
            (4, left, last, form.name_vi.upper(), "title"),
            (5, left, last, f"{self.labels.period_label}: {period.name_vi}", "bold"),
            (6, left, last, window_words(first, period.end_date), "note"),
            (7, left, middle - 1, f"{self.labels.unit_code_label}: {unit.unit_code}", "center"),
            (7, middle, last, f"{self.labels.unit_name_label}: {unit.name_vi}", "center"),
            (8, left, last, f"Hạn gửi / due: {self.request.due_date:%d/%m/%Y}", "note"),
            (9, left, last, INSTRUCTION, "note"),
        )
        for row, begin, end, text, look in lines:
            self._across(row, begin, end, text, look)
        self.sheet.set_row(4, TITLE_LINE * ceil(len(form.name_vi) / TITLE_CHARACTERS))

    def items(self) -> None:
        """Write one report with its items running down."""
        headers = (
            "STT",
            "Chỉ tiêu",
            self.labels.item_code_label,
            "Đơn vị tính",
            "Số liệu",
            "Ghi chú",
        )
        for column, (header, width) in enumerate(zip(headers, ITEM_WIDTHS, strict=True)):
            self.sheet.set_column(column, column, width)
            self.sheet.write(FIRST_TABLE_ROW, column, header, self._look("head"))
        row = FIRST_TABLE_ROW + 1
        number = 0
        for section, members in groupby(self.columns, key=self._section):
            self._across(row, 0, ITEM_COLUMNS - 1, section, "section")
            for item in members:
                row, number = row + 1, number + 1
                unit_vi = self.request.registry.indicators[item.indicator_code].unit_vi
                self.sheet.set_row(row, LINE * ceil(len(item.label_vi) / ITEM_WIDTHS[1]))
                self.sheet.write(row, 0, number, self._look("number"))
                for column, text in enumerate((item.label_vi, item.code, unit_vi), start=1):
                    self.sheet.write(row, column, text, self._look("text"))
                self._input(row, 4, item, self.request.unit)
                self.sheet.write_blank(row, 5, None, self._look("remark"))
            row += 1
        self.sheet.freeze_panes(FIRST_TABLE_ROW + 1, 0)
        self._footer(row)

    def table(self) -> None:
        """Write a row for each unit, the sender last, and the total row."""
        row = FIRST_TABLE_ROW
        headers = ("STT", self.labels.unit_code_label, self.labels.unit_name_label)
        for column, (header, width) in enumerate(zip(headers, UNIT_WIDTHS, strict=True)):
            self.sheet.set_column(column, column, width)
            self.sheet.merge_range(row, column, row + 1, column, header, self._look("head"))
            self.sheet.write(row + 2, column, "ABC"[column], self._look("code"))
        self.sheet.write(row + 2, 0, self.labels.item_code_label, self._look("code"))
        self._item_headers(row)
        row = first = row + 3
        for number, unit in enumerate(self.request.rows, start=1):
            owed = {item.code for item in self.request.items(unit)}
            self.sheet.write(row, 0, number, self._look("number"))
            for column, text in enumerate((unit.unit_code, unit.name_vi), start=1):
                self.sheet.write(row, column, text, self._look("text"))
            for column, item in enumerate(self.columns, start=UNIT_COLUMNS):
                if item.code in owed:
                    self._input(row, column, item, unit)
                else:
                    self.sheet.write_blank(row, column, None, self._look("closed"))
            row += 1
        self._totals(row, first)
        self.sheet.freeze_panes(first, UNIT_COLUMNS)
        self.sheet.repeat_columns(0, UNIT_COLUMNS - 1)
        self.sheet.repeat_rows(FIRST_TABLE_ROW, FIRST_TABLE_ROW + 2)
        self._footer(row + 1)

    def _item_headers(self, row: int) -> None:
        column = UNIT_COLUMNS
        longest = max(len(item.label_vi) for item in self.columns)
        self.sheet.set_row(row + 1, LINE * ceil(longest / COLUMN_CHARACTERS))
        for section, members in groupby(self.columns, key=self._section):
            group = list(members)
            self._across(row, column, column + len(group) - 1, section, "head")
            for item in group:
                self.sheet.set_column(column, column, COLUMN_WIDTH)
                self.sheet.write(row + 1, column, item.label_vi, self._look("head"))
                self.sheet.write(row + 2, column, item.code, self._look("code"))
                column += 1

    def _totals(self, row: int, first: int) -> None:
        self.sheet.write(row, 0, "", self._look("total"))
        self.sheet.write(row, 1, "", self._look("total"))
        self.sheet.write(row, 2, self.labels.total_label, self._look("total"))
        for column, item in enumerate(self.columns, start=UNIT_COLUMNS):
            letters = xl_col_to_name(column)
            formula = f"=SUM({letters}{first + 1}:{letters}{row})"
            is_sum = self._kind(item) not in ("boolean", "rate")
            value = formula if is_sum else ""
            self.sheet.write(row, column, value, self._look("total"))

    def _section(self, item: FormItem) -> str:
        return self.request.registry.indicators[item.indicator_code].group_vi

    def _kind(self, item: FormItem) -> str:
        return self.request.registry.indicators[item.indicator_code].kind

    def _input(self, row: int, column: int, item: FormItem, unit: Unit) -> None:
        """Open one cell for a figure, with a comment that tells people and programs what it is."""
        indicator = self.request.registry.indicators[item.indicator_code]
        opening = self._openings.get((unit.unit_code, item.code))
        if opening is None:
            self.sheet.write_blank(row, column, None, self._look("input"))
        else:
            self.sheet.write_number(row, column, float(opening.value), self._look("opening"))
        rule = validation(item, indicator.kind, indicator.decimals)
        self.sheet.data_validation(row, column, row, column, rule)
        period = self.request.period
        notes = [definition_note(item, indicator, period.end_date)]
        notes += [opening_note(opening)] if opening else []
        note = "\n".join((*notes, mark_note(item, unit, period)))
        self.sheet.write_comment(row, column, note, COMMENT)

    def _footer(self, row: int) -> None:
        unit_type = self.request.registry.unit_types[self.request.unit.unit_type]
        for below, column, text in self._footer_lines(unit_type):
            self.sheet.write(row + below, column, text, self._look("plain"))

    def _footer_lines(self, unit_type: UnitType) -> Iterator[tuple[int, int, str]]:
        yield 1, self.left, "Nơi nhận:"
        yield 2, self.left, "- Như trên;"
        yield 3, self.left, "- Lưu: VT."
        yield 1, (self.left + self.width) // 2 - 1, "NGƯỜI LẬP BIỂU"
        yield 1, self.width - 2, unit_type.on_behalf_vi
        yield 2, self.width - 2, unit_type.office_vi
