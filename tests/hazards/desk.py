"""What the fixtures write with: reports without a fault, and the form that only they need."""

import csv
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from tests.unit.ingesting.workbooks import Report, make_report, saved, write_items

from baocao.registry import FormItem, Registry
from baocao.registry.tables import TABLES

# The report that most hazards stand in: an agency's, of petitions, for one quarter.
UNIT, FORM, PERIOD = "BK-TTR", "F-TCD", "2024-Q1"
RECEIVED = datetime(2024, 3, 15, 2, 30, tzinfo=UTC)
# Since July 2025: the agency, and the first period of the forms that began after the reform.
NEW_UNIT, NEW_PERIOD = "TN-TTR", "2026-S1"
NEW_RECEIVED = datetime(2026, 6, 15, 2, 30, tzinfo=UTC)
ITEM_COLUMN, VALUE_COLUMN, NOTE_COLUMN = 3, 5, 6

# No form of the province asks for a rate or an amount of money; the grammar knows both.
MEASURES = "F-HAZ"
_SEEDS = {
    "indicators": [
        "HZ01,TD,Kinh phí,Funds,triệu đồng,million VND,flow,neutral,sum,sum,whole,0,hazards"
    ],
    "forms": [f"{MEASURES},1,2025-12-15,,Biểu có tỷ lệ và kinh phí,Rates and funds,hazards"],
    "form_periods": [f"{MEASURES},S,1"],
    "form_sheets": [
        f"{MEASURES},1,items_down,Biểu số,Kỳ báo cáo,Mã đơn vị,Tên đơn vị,Mã số,Tổng cộng"
    ],
    "form_items": [
        f"{MEASURES},1,1,VB06,_T,Tỷ lệ tổ chức đảng,Rate of organisations,S,no",
        f"{MEASURES},1,2,GQ05,_T,Tỷ lệ giải quyết,Rate of settlement,S,no",
        f"{MEASURES},1,3,HZ01,_T,Kinh phí,Funds,S,no",
    ],
    "form_scopes": [f"{MEASURES},1,{code},AGENCY" for code in ("VB06", "GQ05", "HZ01")],
    "form_addressees": [f"{MEASURES},reporting,19,AGENCY,,2025-12-15,,ND09,self,unit"],
    "indicator_definitions": ["HZ01,1,2013-01-01,,no,Từ đầu,From the beginning,hazards"],
}


def registry_with_measures(seeds: Path, target: Path) -> Registry:
    """Return the registry of the repository's seeds with a form of rates and money added."""
    shutil.copytree(seeds, target)
    for name, rows in _SEEDS.items():
        with (target / TABLES[name].path).open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(csv.reader(rows))
    return Registry.load(target)


@dataclass(frozen=True)
class Sent:
    """One file of a case, as it lies in the inbox.

    Attributes:
        content: the bytes.
        usual: by (unit, item), what a faultless report says; only what differs is told.
        name: the file's name, None for that of the case.
        dated: the day on which a faultless report is dated.
        has_totals: whether the file holds a row of totals, usually of what its reports say.
    """

    content: bytes
    usual: dict[tuple[str, str], str] = field(default_factory=dict)
    sender: str = UNIT
    at: datetime = RECEIVED
    name: str | None = None
    dated: date | None = None
    has_totals: bool = False


_NUMBERS = count(1)
Maker = Callable[["Desk"], Sent | list[Sent]]
CASES: dict[str, Maker] = {}


def case(*files: str) -> Callable[[Maker], Maker]:
    """Register a function as what writes the files of cases, by the name of the file."""

    def register(maker: Maker) -> Maker:
        for name in files:
            assert name not in CASES, name
            CASES[name] = maker
        return maker

    return register


def usual(*reports: Report) -> dict[tuple[str, str], str]:
    """Return what faultless reports say, by unit and item: each item its own number."""
    return {
        (report.unit.unit_code, item.code): str(item.item_no)
        for report in reports
        for item in report.items
    }


class Book:
    """One report as a workbook with cells to be spoiled before it is saved."""

    def __init__(self, report: Report) -> None:
        """Write the report."""
        self.report = report
        self.book = Workbook()
        assert isinstance(self.book.active, Worksheet)
        self.sheet = self.book.active
        self.sheet.title = report.title
        # Two files of the same bytes would be one file sent twice.
        self.book.properties.title = f"{next(_NUMBERS)}"
        write_items(self.sheet, report)

    @cached_property
    def rows(self) -> dict[str, int]:
        """Return the row of each item."""
        rows = range(1, self.sheet.max_row + 1)
        known = {item.code for item in self.report.items}
        codes = ((self.sheet.cell(row, ITEM_COLUMN).value, row) for row in rows)
        return {str(code): row for code, row in codes if code in known}

    def cell(self, item: str, column: int = VALUE_COLUMN) -> Cell:
        """Return the cell of an item's figure, or that of another column."""
        return self.at(self.rows[item], column)

    def at(self, row: int, column: int) -> Cell:
        """Return a cell by its numbers, from 1 on."""
        cell = self.sheet.cell(row, column)
        assert isinstance(cell, Cell)
        return cell

    def find(self, text: str) -> Cell:
        """Return the first cell that holds a text."""
        return next(
            cell
            for row in self.sheet.iter_rows()
            for cell in row
            if isinstance(cell, Cell) and text in str(cell.value or "")
        )

    def sent(self, **options: Any) -> Sent:
        """Return the workbook as a file of a case."""
        options.setdefault("dated", self.report.signed or self.report.period.end_date)
        return Sent(saved(self.book), usual(self.report), **options)


class Desk:
    """Makes faultless reports, to be spoiled by a case."""

    def __init__(self, registry: Registry) -> None:
        """Keep the registry."""
        self.registry = registry

    def report(
        self, unit: str = UNIT, form: str = FORM, period: str = PERIOD, **changes: Any
    ) -> Report:
        """Return a faultless report, with changes."""
        return make_report(self.registry, unit, form, period, **changes)

    def book(
        self, unit: str = UNIT, form: str = FORM, period: str = PERIOD, **changes: Any
    ) -> Book:
        """Return a faultless report as a workbook, with changes."""
        return Book(self.report(unit, form, period, **changes))

    def cells(self, values: dict[str, Any], notes: dict[str, str] | None = None) -> Sent:
        """Return a workbook in which some figures are written in another way."""
        return self.book(values=values, notes=notes or {}).sent()

    def answers(self, values: dict[str, Any]) -> Sent:
        """Return a report of documents issued, two of its items answered by yes or no."""
        report = self.report(NEW_UNIT, "F-VB", NEW_PERIOD)
        report.values = {item.code: "x" for item in answered(report.items)} | values
        truth = usual(report) | {(NEW_UNIT, i.code): "1" for i in answered(report.items)}
        return replace(Book(report).sent(sender=NEW_UNIT, at=NEW_RECEIVED), usual=truth)

    def measures(self, values: dict[str, Any], formats: dict[str, str] | None = None) -> Sent:
        """Return a report of rates and money; formats are number formats by item."""
        book = self.book(NEW_UNIT, MEASURES, NEW_PERIOD, values=values)
        for item, number_format in (formats or {}).items():
            book.cell(item).number_format = number_format
        return book.sent(sender=NEW_UNIT, at=NEW_RECEIVED)


def answered(items: list[FormItem]) -> list[FormItem]:
    """Return the items that are answered by yes or no."""
    return [item for item in items if item.indicator_code == "VB07"]
