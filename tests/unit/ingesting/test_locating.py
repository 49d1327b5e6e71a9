"""Figures are found by item codes and labels, wherever rows, columns and headings have moved."""

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.unit.ingesting.workbooks import (
    Report,
    district_reports,
    items_book,
    make_report,
    saved,
    totals_of,
    units_book,
    write_items,
    write_units,
)

from baocao.ingesting.grids import split_place
from baocao.ingesting.layouts import Layouts
from baocao.ingesting.legacy import to_tcvn3
from baocao.ingesting.model import FileContent, FoundReport
from baocao.ingesting.reading import read_file
from baocao.ingesting.safety import FileRefused
from baocao.registry import Registry
from baocao.sampling.wording import without_diacritics

LIMIT = 50 * 2**20


@pytest.fixture(scope="module")
def layouts(registry: Registry) -> Layouts:
    return Layouts(registry)


@pytest.fixture
def report(registry: Registry) -> Report:
    return make_report(registry, "BK-TTR", "F-TCD", "2024-Q1")


def sheet_of(report: Report) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    assert isinstance(book.active, Worksheet)
    write_items(book.active, report)
    return book, book.active


def read(content: bytes, layouts: Layouts) -> FileContent:
    return read_file("a.xlsx", content, layouts, LIMIT)


def figures(report: FoundReport) -> dict[str, Any]:
    return {value.item_code: value.raw for value in report.values}


def expected(report: Report) -> dict[str, Any]:
    return {item.code: report.value(item) for item in report.items}


def test_a_form_as_issued(report: Report, layouts: Layouts) -> None:
    (found,) = read(items_book(report), layouts).reports
    assert figures(found) == expected(report)
    heading = found.heading
    assert (heading.form_code, heading.period and heading.period.text) == (
        "F-TCD", "Quý I năm 2024",
    )  # fmt: skip
    assert heading.window == (report.period.start_date, report.period.end_date)
    assert heading.report_date == report.period.end_date
    assert found.unit_code is not None
    assert (found.unit_code.text, found.unit_code.place) == ("BK-TTR", "B7")
    assert found.unit_name is not None
    assert found.unit_name.text == report.unit.name_vi
    assert found.values[0].place == "E12"


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet: sheet.insert_rows(1, 3),
        lambda sheet: sheet.insert_rows(14, 2),
        lambda sheet: sheet.insert_cols(1, 2),
        lambda sheet: sheet.insert_cols(5),
        lambda sheet: sheet.move_range("E9:F60", cols=-1),
        lambda sheet: sheet.delete_cols(6),
        lambda sheet: sheet.delete_rows(10, 2),
        lambda sheet: sheet.move_range("A3:F7", rows=-2),
        lambda sheet: sheet.move_range("B9:F60", cols=-1),
    ],
    ids=[
        "rows above", "rows within", "columns before", "column before the figures",
        "no unit of measure", "no notes", "no column numbers", "heading moved", "no STT",
    ],
)  # fmt: skip
def test_moved_rows_columns_and_headings(
    change: Callable[[Worksheet], None], report: Report, layouts: Layouts
) -> None:
    book, sheet = sheet_of(report)
    change(sheet)
    (found,) = read(saved(book), layouts).reports
    assert figures(found) == expected(report)
    assert found.heading.form_code == "F-TCD"
    assert found.heading.period is not None


@pytest.mark.parametrize(
    "typed",
    [
        to_tcvn3, without_diacritics, str.upper, lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace(" ", "\u00a0 "),
    ],
    ids=["TCVN3", "plain", "capitals", "NFD", "spaces"],
)  # fmt: skip
def test_labels_typed_in_other_ways(
    typed: Callable[[str], str], report: Report, layouts: Layouts
) -> None:
    report.typed = typed
    (found,) = read(items_book(report), layouts).reports
    assert figures(found) == expected(report)
    assert found.heading.window == (report.period.start_date, report.period.end_date)


def test_two_forms_below_one_another_on_a_sheet(
    report: Report, registry: Registry, layouts: Layouts
) -> None:
    other = make_report(registry, "BK-TTR", "F-QCDC", "2024-S1")
    book, sheet = sheet_of(report)
    write_items(sheet, other)
    first, second = read(saved(book), layouts).reports
    assert (first.heading.form_code, second.heading.form_code) == ("F-TCD", "F-QCDC")
    assert (figures(first), figures(second)) == (expected(report), expected(other))


def test_item_codes_typed_otherwise(report: Report, layouts: Layouts) -> None:
    book, sheet = sheet_of(report)
    for row in range(12, sheet.max_row + 1):
        code = sheet.cell(row, 3).value
        if isinstance(code, str):
            sheet.cell(row, 3, code.lower().replace(".", " - "))
    assert figures(read(saved(book), layouts).reports[0]) == expected(report)


def test_a_code_twice_and_an_unknown_code_are_named(report: Report, layouts: Layouts) -> None:
    book, sheet = sheet_of(report)
    sheet["C13"], sheet["C14"] = "TD01", "TD99"
    (found,) = read(saved(book), layouts).reports
    problems = [(problem.finding_code, problem.place) for problem in found.problems]
    assert problems == [("ITM03", "E13"), ("ITM02", "C14")]


def test_the_column_of_totals_is_claimed(report: Report, layouts: Layouts) -> None:
    book = Workbook()
    assert isinstance(book.active, Worksheet)
    write_items(book.active, report, header="Tổng cộng")
    assert read(saved(book), layouts).reports[0].is_claimed


def test_a_table_of_units(registry: Registry, layouts: Layouts) -> None:
    reports = district_reports(registry)
    found = read(units_book(reports, totals_of(reports)), layouts).reports
    assert [one.unit_code and one.unit_code.text for one in found[:-1]] == [
        report.unit.unit_code for report in reports
    ]
    for one, report in zip(found[:-1], reports, strict=True):
        assert {code: raw for code, raw in figures(one).items() if raw != ""} == expected(report)
    assert found[-1].is_claimed
    assert figures(found[-1]) == totals_of(reports)
    assert found[-1].unit_code is not None
    assert found[-1].unit_code.text == "060"


def test_a_table_of_units_with_the_total_on_top_and_rows_between(
    registry: Registry, layouts: Layouts
) -> None:
    reports = district_reports(registry)
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    write_units(sheet, reports, totals_of(reports))
    last = next(row[2].row for row in sheet.iter_rows() if row[2].value == "Tổng cộng")
    values = [cell.value for cell in sheet[last]]
    sheet.delete_rows(last)
    sheet.insert_rows(7)
    for column, value in enumerate(values, start=1):
        sheet.cell(7, column, value)
    sheet.insert_rows(10, 2)
    sheet.insert_cols(2)
    found = read(saved(book), layouts).reports
    assert [one.is_claimed for one in found] == [True] + [False] * len(reports)
    assert figures(found[1]) == figures(found[1]) | expected(reports[0])


@pytest.mark.parametrize("text", ["Cộng", "Tổng số"])
def test_subtotals_are_no_unit(text: str, registry: Registry, layouts: Layouts) -> None:
    reports = district_reports(registry)
    book = Workbook()
    assert isinstance(book.active, Worksheet)
    write_units(book.active, reports, totals_of(reports))
    book.active["C8"] = text
    assert len(read(saved(book), layouts).reports) == len(reports)


def test_other_sheets_are_left_alone(report: Report, layouts: Layouts) -> None:
    book, _ = sheet_of(report)
    notes = book.create_sheet("Hướng dẫn")
    notes["A1"] = "Cột (1): ghi số liệu trong kỳ"
    assert len(read(saved(book), layouts).reports) == 1


@pytest.mark.parametrize(
    ("form_text", "found"),
    [("F-XYZ", "F-XYZ"), ("", "“Biểu số” để trống"), ("01/XLD", "01/XLD")],
)
def test_an_unknown_form_is_named(
    form_text: str, found: str, report: Report, layouts: Layouts
) -> None:
    report.form_text = form_text
    with pytest.raises(FileRefused) as error:
        read(items_book(report), layouts)
    assert error.value.finding_code == "FIL03"
    assert found in str(error.value)


def test_a_known_form_without_items_is_named(report: Report, layouts: Layouts) -> None:
    report.left_out = {item.code for item in report.items}
    with pytest.raises(FileRefused, match="F-TCD"):
        read(items_book(report), layouts)


def test_personal_data_is_placed_wherever_people_write(report: Report, layouts: Layouts) -> None:
    report.notes = {"TD02": "bà A, CCCD 000000000000"}
    report.values = {"TD03": "0900000000"}
    assert read(items_book(report), layouts).personal_places == [("Biểu", "F13"), ("Biểu", "E14")]


def test_an_office_number_in_the_heading_is_not_personal(report: Report, layouts: Layouts) -> None:
    book, sheet = sheet_of(report)
    sheet["A2"] = "Điện thoại: 0209 3870 123"
    assert read(saved(book), layouts).personal_places == []


def test_a_register_of_citizens_is_searched_whole(layouts: Layouts) -> None:
    book = Workbook()
    assert isinstance(book.active, Worksheet)
    book.active.append(["Họ và tên", "Số CCCD"])
    book.active.append(["(tên)", 60890123456.0])
    book.active.append(["(tên)", "000000000000"])
    places = read(saved(book), layouts).personal_places
    assert sorted(split_place(cell) for _, cell in places) == [(1, 1), (2, 1)]
