"""Which column holds the figures, which rows are units, what totals and hidden cells say."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from tests.unit.ingesting.reader import Read, Reader
from tests.unit.ingesting.workbooks import (
    Report,
    district_reports,
    make_report,
    saved,
    totals_of,
    write_items,
    write_units,
)

from baocao.ingesting.numbering import is_numbering
from baocao.registry import Registry

Change = Callable[[Worksheet], None]


@pytest.fixture(scope="module")
def reader(registry: Registry, root: Path) -> Reader:
    return Reader(registry, root / "expectations")


@pytest.fixture
def report(registry: Registry) -> Report:
    return make_report(registry, "BK-TTR", "F-TCD", "2024-Q1")


@pytest.fixture(scope="module")
def district(registry: Registry) -> list[Report]:
    return district_reports(registry)


def items(reader: Reader, report: Report, change: Change) -> Read:
    book = Workbook()
    assert isinstance(book.active, Worksheet)
    write_items(book.active, report)
    change(book.active)
    return reader.read(saved(book), "BK-TTR")


def units(reader: Reader, district: list[Report], change: Change) -> Read:
    book = Workbook()
    assert isinstance(book.active, Worksheet)
    write_units(book.active, district, totals_of(district))
    change(book.active)
    return reader.read(saved(book), "060")


def row_of(sheet: Worksheet, text: str) -> int:
    cells = (cell for row in sheet.iter_rows() for cell in row if isinstance(cell, Cell))
    return next(cell.row for cell in cells if cell.value == text)


def figures_of(report: Report) -> dict[str, Any]:
    return {item.code: report.value(item) for item in report.items}


@pytest.mark.parametrize(
    "text",
    ["Khối xã", "I. Khối huyện", "II - Khối sở, ngành", "Cộng", "Cộng khối xã", "Tổng số",
     "TỔNG CỘNG (I+II)", "Các xã, phường, thị trấn"],
)  # fmt: skip
def test_sections_and_sums_are_no_units(text: str, reader: Reader, district: list[Report]) -> None:
    def change(sheet: Worksheet) -> None:
        row = row_of(sheet, "II. Cấp huyện")
        sheet.cell(row, 1).value = None
        values = [None, None, text, *[1 for _ in range(sheet.max_column - 3)]]
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column, value)
        if text.startswith("TỔNG"):
            sheet.delete_rows(row_of(sheet, "Tổng cộng"))

    read = units(reader, district, change)
    assert len(read.submissions) == len(district)
    assert set(read.codes(at_least="warn")) == set()


def test_rows_of_column_numbers(reader: Reader, district: list[Report]) -> None:
    def change(sheet: Worksheet) -> None:
        line = row_of(sheet, "TD01")
        sheet.insert_rows(line + 1)
        for column in range(1, sheet.max_column + 1):
            sheet.cell(line + 1, column, f"{column}={column + 1}+{column + 2}")
        sheet.cell(line + 1, 1, "MS")
        sheet.cell(line + 1, 2, 2)
        sheet.cell(line + 1, 3, 3)

    assert units(reader, district, change).codes() == []
    assert is_numbering(["(A)", "(B)", "(1)", "(2)", "(3)"])
    assert is_numbering(["MS", 1.0, 2.0, "3=1+2", "9=4"]) is False
    assert not is_numbering(["01864", "Xã Bằng Thành", 1.0, 2.0, 3.0])
    assert not is_numbering([1.0, 1864.0, 1.0, 2.0, 3.0])
    assert not is_numbering([1.0, 2.0])


def test_those_who_sign_are_no_units(reader: Reader, district: list[Report]) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.append([None, "Lan", "(ký tên)", None, "Hoa"])
        sheet.append([None, "T.T.H", None, "x"])

    read = units(reader, district, change)
    assert (len(read.submissions), read.codes()) == (len(district), [])


def test_figures_of_nobody_are_named(reader: Reader, district: list[Report]) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.insert_rows(10)
        for column in range(4, 8):
            sheet.cell(10, column, 5)

    read = units(reader, district, change)
    assert read.places() == [("ITM08", "D10")]
    assert "dòng 10" in read.message("ITM08")


def test_a_row_without_a_code_among_the_items(reader: Reader, report: Report) -> None:
    def change(sheet: Worksheet) -> None:
        row = row_of(sheet, "TD04")
        sheet.insert_rows(row)
        sheet.cell(row, 2, "Trong đó: nữ")
        sheet.cell(row, 5, 3)

    read = items(reader, report, change)
    assert read.codes() == ["ITM08"]
    assert read.values() == {"2024-Q1": figures_of(report)}


def test_totals_on_both_ends_count_once(reader: Reader, district: list[Report]) -> None:
    def change(sheet: Worksheet, factor: int = 1) -> None:
        row = row_of(sheet, "Tổng cộng")
        values = [cell.value for cell in sheet[row]]
        sheet.insert_rows(7)
        for column, value in enumerate(values, start=1):
            sheet.cell(7, column, value * factor if isinstance(value, int) else value)

    read = units(reader, district, change)
    assert read.codes() == []
    claimed = [cell for one in read.submissions for cell in one.cells if cell.role != "value"]
    assert len(claimed) == len(totals_of(district))
    other = units(reader, district, lambda sheet: change(sheet, 2))
    assert set(other.codes()) == {"ITM07"}


def test_a_total_that_misses_a_row_says_which(reader: Reader, registry: Registry) -> None:
    reports = district_reports(registry)
    for number, report in enumerate(reports):
        report.values = {"TD01": 100 + number, "TD02": number % 2}
    missed = reports[3]

    def change(sheet: Worksheet) -> None:
        row, line = row_of(sheet, "Tổng cộng"), row_of(sheet, "TD01")
        for column in range(4, sheet.max_column + 1):
            total = sheet.cell(row, column)
            own = figures_of(missed).get(str(sheet.cell(line, column).value), 0)
            assert isinstance(total, Cell)
            assert isinstance(total.value, int)
            total.value -= own

    read = units(reader, reports, change)
    assert f"Đúng bằng tổng thiếu dòng {missed.unit.unit_code}." in read.message("ITM07")
    assert set(read.outcomes().values()) == {"accepted"}


def test_hidden_rows_and_columns_with_figures(reader: Reader, report: Report) -> None:
    def rows(sheet: Worksheet) -> None:
        sheet.row_dimensions[row_of(sheet, "TD02")].hidden = True
        sheet.row_dimensions[2].hidden = True

    read = items(reader, report, rows)
    assert read.places() == [("ITM06", "E13")]
    assert "dòng 13" in read.message("ITM06")
    assert read.values() == {"2024-Q1": figures_of(report)}


def test_units_below_one_another_under_one_heading(reader: Reader, district: list[Report]) -> None:
    """Form and period are said once, then a block with name and items for each commune."""
    book = Workbook()
    assert isinstance(book.active, Worksheet)
    for number, report in enumerate(district[:3]):
        write_items(book.active, report)
        if number:
            end = book.active.max_row
            start = max(
                row for row in range(1, end) if book.active.cell(row, 1).value == "Mã đơn vị:"
            )
            book.active.delete_rows(start - 6, 6)
    read = reader.read(saved(book), "060")
    assert read.outcomes() == {one.unit.unit_code: "accepted" for one in district[:3]}
    found = [
        {f"{c.indicator_code}.{c.category_code}".removesuffix("._T"): c.value for c in one.cells}
        for one in read.submissions
    ]
    assert [{k: v for k, v in one.items() if v is not None} for one in found] == [
        figures_of(one) for one in district[:3]
    ]


def test_a_table_of_units_with_a_single_item(reader: Reader, district: list[Report]) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.delete_cols(5, sheet.max_column)

    read = units(reader, district, change)
    found = {one.unit_code: [c.value for c in one.cells if c.role == "value"] for one in
             read.submissions}  # fmt: skip
    assert found == {one.unit.unit_code: [figures_of(one)["TD01"]] for one in district}
    assert {one.layout_code for one in read.submissions} == {"units_down"}


def test_a_report_of_a_single_item(reader: Reader, report: Report) -> None:
    report.left_out = {item.code for item in report.items} - {"TD01"}
    read = items(reader, report, lambda _: None)
    assert [one.layout_code for one in read.submissions] == ["items_down"]
    assert read.values() == {"2024-Q1": {"TD01": 1}}


def test_numbering_of_rows_is_never_looked_at(reader: Reader, report: Report) -> None:
    def change(sheet: Worksheet) -> None:
        texts = ["1", "1.1", "a)", "-", "2024-01-01", "I", "TD"]
        for at, row in enumerate(range(row_of(sheet, "TD01"), sheet.max_row - 1)):
            sheet.cell(row, 1, texts[at % len(texts)])

    read = items(reader, report, change)
    assert (read.values(), read.codes()) == ({"2024-Q1": figures_of(report)}, [])
