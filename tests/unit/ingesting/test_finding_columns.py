"""Which column holds the period's figures: beside cumulative ones, last year's and hidden ones."""

from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet
from tests.unit.ingesting.reader import Reader
from tests.unit.ingesting.test_finding_tables import Change, figures_of, items, row_of, units
from tests.unit.ingesting.workbooks import Report, district_reports, make_report

from baocao.registry import Registry


@pytest.fixture(scope="module")
def reader(registry: Registry, root: Path) -> Reader:
    return Reader(registry, root / "expectations")


@pytest.fixture
def report(registry: Registry) -> Report:
    return make_report(registry, "BK-TTR", "F-TCD", "2024-Q1")


@pytest.fixture(scope="module")
def district(registry: Registry) -> list[Report]:
    return district_reports(registry)


def with_column(header: str, at: int, figure: float | str, own: str = "Số liệu") -> Change:
    """Return a change that puts a column of figures before or behind the form's own."""

    def change(sheet: Worksheet) -> None:
        head = row_of(sheet, "STT")
        sheet.cell(head, 5, own)
        sheet.insert_cols(at)
        sheet.cell(head, at, header)
        for row in range(head + 3, sheet.max_row - 1):
            sheet.cell(row, at, figure)

    return change


@pytest.mark.parametrize("at", [5, 6])
@pytest.mark.parametrize(
    ("header", "own"),
    [("Lũy kế từ đầu năm", "Số liệu"), ("Luỹ kế", "Trong kỳ"), ("Cùng kỳ năm 2023", "Số liệu"),
     ("Kế hoạch năm", "Thực hiện trong kỳ"), ("Quý IV năm 2023", "Quý I năm 2024"),
     ("Số kỳ trước", "Kỳ này")],
)  # fmt: skip
def test_the_header_says_which_column_is_the_period_s(
    header: str, own: str, at: int, reader: Reader, report: Report
) -> None:
    read = items(reader, report, with_column(header, at, 9999, own))
    assert (read.values(), read.codes()) == ({"2024-Q1": figures_of(report)}, [])


@pytest.mark.parametrize(
    ("header", "own"),
    [("Số liệu", "Số liệu"), ("Cột khác", "Cột này"), ("Lũy kế", "Số lũy kế"),
     ("Quý IV năm 2023", "Quý III năm 2023"), ("Ghi chú", "Diễn giải")],
)  # fmt: skip
def test_a_column_in_doubt_is_not_taken(
    header: str, own: str, reader: Reader, report: Report
) -> None:
    read = items(reader, report, with_column(header, 5, 9999, own))
    assert (read.values(), read.codes()) == ({}, ["ITM05"])


def test_swapped_columns_are_not_taken(reader: Reader, report: Report) -> None:
    """No figure of a period exceeds that of the year so far."""
    read = items(reader, report, with_column("Lũy kế", 6, 0.0))
    assert read.codes() == ["ITM05"]
    assert "bị đổi chỗ" in read.message("ITM05")


def cumulative_beside(sheet: Worksheet, first: str, second: str) -> None:
    """Give each item of a table two columns under its code."""
    line, width = row_of(sheet, "TD01"), sheet.max_column
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    for number, row in enumerate(rows, start=1):
        for column in range(3, width):
            at = 3 + (column - 3) * 2 + 1
            value = row[column]
            own, other = (at, at + 1) if first == "Trong kỳ" else (at + 1, at)
            is_figure = isinstance(value, int)
            sheet.cell(number, at).value = None
            sheet.cell(number, at + 1).value = None
            sheet.cell(number, own if is_figure else at, value)
            if is_figure:
                sheet.cell(number, other, 9999)
    sheet.insert_rows(line + 1)
    for column in range(4, 4 + (width - 3) * 2, 2):
        sheet.cell(line + 1, column, first)
        sheet.cell(line + 1, column + 1, second)


@pytest.mark.parametrize("order", [("Trong kỳ", "Lũy kế"), ("Lũy kế", "Trong kỳ")])
def test_two_columns_under_each_code(
    order: tuple[str, str], reader: Reader, district: list[Report]
) -> None:
    read = units(reader, district, lambda sheet: cumulative_beside(sheet, *order))
    own = read.submissions[-1]
    codes = {f"{cell.indicator_code}.{cell.category_code}": cell.value for cell in own.cells
             if cell.role == "value"}  # fmt: skip
    assert codes["TD01._T"] == figures_of(district[-1])["TD01"]
    assert all(one.outcome == "accepted" for one in read.submissions)


def test_a_hidden_column_beside_one_that_is_seen(reader: Reader, report: Report) -> None:
    def helper(sheet: Worksheet) -> None:
        with_column("Số liệu", 5, 7)(sheet)
        sheet.column_dimensions["E"].hidden = True

    read = items(reader, report, helper)
    assert (read.codes(), read.values()) == ([], {"2024-Q1": figures_of(report)})
