"""Code, name, folder, heading, sheet, file name and the template's mark must say the same."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from tests.unit.ingesting.reader import Reader
from tests.unit.ingesting.workbooks import (
    Report,
    district_reports,
    items_book,
    make_report,
    saved,
    totals_of,
    units_book,
    write_items,
)

from baocao.ingesting.marks import MARK_SHEET
from baocao.registry import Registry
from baocao.templating import mark as templates
from baocao.templating import template

OWN = "Thanh tra tỉnh Bắc Kạn"
OTHER = "Sở Nội vụ tỉnh Bắc Kạn"
MADE = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def reader(registry: Registry, root: Path) -> Reader:
    return Reader(registry, root / "expectations")


@pytest.fixture
def report(registry: Registry) -> Report:
    return make_report(registry, "BK-TTR", "F-TCD", "2024-Q1")


def book_of(report: Report, change: Callable[[Worksheet], None] = lambda _: None) -> bytes:
    book = Workbook()
    assert isinstance(book.active, Worksheet)
    book.active.title = report.title
    write_items(book.active, report)
    change(book.active)
    return saved(book)


def found_in(reader: Reader, content: bytes, name: str = "a.xlsx") -> list[tuple[str, str]]:
    """Return the findings on a file from the inspectorate, with their cells."""
    return reader.read(content, "BK-TTR", name).places()


@pytest.mark.parametrize("text", [OWN.upper(), "UBND TỈNH BẮC KẠN", "Tỉnh ủy", "BAN CHỈ ĐẠO QCDC"])
def test_headings_that_name_the_unit_its_superior_or_nobody(
    text: str, report: Report, reader: Reader
) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["A2"] = text

    assert found_in(reader, book_of(report, change)) == []


def test_a_heading_that_names_another_unit(report: Report, reader: Reader) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["A2"] = OTHER.upper()

    read = reader.read(book_of(report, change), "BK-TTR")
    assert read.places() == [("UNT07", "A2")]
    assert read.message("UNT07") == (
        f"Báo cáo này là của BK-TTR – {OWN}, nhưng tiêu đề nêu BK-SNV – {OTHER}"
        " tại trang tính “Biểu”, ô A2."
    )
    assert read.outcomes() == {"BK-TTR": "accepted_with_flags"}


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("F-TCD_2024-Q1_BK-SNV.xlsx", ["UNT07"]),
        ("BC quý I 2024 Sở Nội vụ tỉnh Bắc Kạn.xlsx", ["UNT07"]),
        ("F-TCD_2024-Q1_BK-TTR.xlsx", []), ("F-TCD_2024-Q1_BK-TTR (1).xlsx", []),
        ("bao cao sua final 2.xlsx", []), ("BC Q1.2024 chuẩn.xlsx", []),
    ],
)  # fmt: skip
def test_names_of_files(name: str, codes: list[str], report: Report, reader: Reader) -> None:
    assert [code for code, _ in found_in(reader, book_of(report), name)] == codes


@pytest.mark.parametrize(
    ("title", "codes"),
    [(OTHER[:31], ["UNT07"]), (OWN, []), ("Tỉnh", []), ("Quý II 2024", ["REP08"]),
     ("Năm 2024", [])],
)  # fmt: skip
def test_names_of_sheets(title: str, codes: list[str], report: Report, reader: Reader) -> None:
    report.title = title
    assert [code for code, _ in found_in(reader, book_of(report))] == codes


def test_sheets_of_a_district_s_communes_may_name_the_district(
    registry: Registry, reader: Reader
) -> None:
    reports = district_reports(registry)[:3]
    for report in reports:
        report.title = f"UBND {report.name} huyện Pác Nặm tỉnh Bắc Kạn"[:28]
    assert reader.read(items_book(*reports), "060", "Huyện Pác Nặm.xlsx").codes() == []


def test_a_title_with_another_quarter(report: Report, reader: Reader) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["A4"] = "BÁO CÁO KẾT QUẢ TIẾP CÔNG DÂN QUÝ II NĂM 2024"

    assert found_in(reader, book_of(report, change)) == [("REP08", "A4")]


@pytest.mark.parametrize(
    ("title", "outcome"),
    [("BÁO CÁO QUÝ I NĂM 2024", "accepted"), ("BÁO CÁO NĂM 2024", "rejected"), ("", "rejected")],
)
def test_a_title_in_place_of_the_label(
    title: str, outcome: str, report: Report, reader: Reader
) -> None:
    """The year alone is a period too, and one that this window contradicts."""

    def change(sheet: Worksheet) -> None:
        sheet["A4"], sheet["A5"], sheet["A6"] = title, None, None
        if title.endswith("O NĂM 2024"):
            sheet["A6"] = "Số liệu tính từ ngày 15/12/2023 đến ngày 14/3/2024"

    read = reader.read(book_of(report, change), "BK-TTR", "BC 2024-Q1.xlsx")
    assert read.outcomes() == {"BK-TTR": outcome}
    if not title:
        assert "Có phải là Quý I năm 2024 (2024-Q1)?" in read.message("PER07")


@pytest.mark.parametrize("text", ["Quý I", "quý 1", "QUÝ I"])
def test_a_quarter_without_its_year_takes_the_year_of_the_window(
    text: str, report: Report, reader: Reader
) -> None:
    report.period_text = text
    assert found_in(reader, book_of(report)) == []


def test_a_quarter_that_the_window_contradicts_is_no_period(report: Report, reader: Reader) -> None:
    report.period_text = "Quý II"
    assert ("PER07", "A5") in found_in(reader, book_of(report))


def test_nothing_but_the_heading_s_office_proposes(report: Report, reader: Reader) -> None:
    report.unit_code, report.unit_name = "", ""

    def change(sheet: Worksheet) -> None:
        sheet["A2"] = OTHER.upper()

    read = reader.read(book_of(report, change), "BK-TTR")
    assert read.places() == [("UNT03", "")]
    (submission,) = read.submissions
    assert (submission.unit_code, submission.proposed_unit_code) == (None, "BK-SNV")


def marked(
    registry: Registry, unit: str = "BK-TTR", change: Callable[[Worksheet], None] = lambda _: None
) -> bytes:
    """Return the template of a report, filled in."""
    book = load_workbook(BytesIO(template(registry, "F-TCD", unit, "2024-Q1", MADE)))
    sheet = book.worksheets[0]
    for row in range(1, sheet.max_row + 1):
        if sheet.cell(row, 5).protection.locked is False and sheet.cell(row, 3).value:
            sheet.cell(row, 5, 1)
    change(sheet)
    return saved(book)


def heading_cells(sheet: Worksheet) -> Iterator[Cell]:
    """Yield the cells above the table that hold text."""
    for row in sheet.iter_rows(max_row=11):
        for cell in row:
            if isinstance(cell, Cell) and isinstance(cell.value, str):
                yield cell


def clear(label: str) -> Callable[[Worksheet], None]:
    """Return a change that clears the cells that begin with a label."""

    def change(sheet: Worksheet) -> None:
        for cell in heading_cells(sheet):
            if str(cell.value).startswith(label):
                cell.value = None

    return change


def codes_of(found: list[tuple[str, str]]) -> set[str]:
    return {code for code, _ in found} - {"REP03", "ITM01"}


def test_the_mark_s_sheet_has_one_name() -> None:
    assert MARK_SHEET == templates.MARK_SHEET


def test_a_template_filled_in_needs_no_remark(registry: Registry, reader: Reader) -> None:
    assert codes_of(found_in(reader, marked(registry))) == set()


@pytest.mark.parametrize("label", ["Biểu số", "Kỳ báo cáo", "Mã đơn vị"])
def test_what_a_heading_lacks_is_taken_from_the_mark(
    label: str, registry: Registry, reader: Reader
) -> None:
    def change(sheet: Worksheet) -> None:
        clear(label)(sheet)
        if label == "Mã đơn vị":
            clear("Tên đơn vị")(sheet)
        if label == "Kỳ báo cáo":
            clear("(Số liệu")(sheet)
            clear("Số liệu")(sheet)

    read = reader.read(marked(registry, change=change), "BK-TTR")
    assert codes_of(read.places()) == {"FIL15"}
    (submission,) = read.submissions
    known = (submission.unit_code, submission.form_code, submission.period_code)
    assert known == ("BK-TTR", "F-TCD", "2024-Q1")


@pytest.mark.parametrize(
    ("label", "written", "codes"),
    [
        ("Kỳ báo cáo", "Kỳ báo cáo: Quý IV năm 2023", {"REP08", "REP07"}),
        ("Biểu số", "Biểu số: F-QCDC", {"FIL03"}),
        ("Phiên bản", "Phiên bản: 9", {"FIL11"}),
    ],
)
def test_a_heading_that_was_typed_over(
    label: str, written: str, codes: set[str], registry: Registry, reader: Reader
) -> None:
    def change(sheet: Worksheet) -> None:
        for cell in heading_cells(sheet):
            if str(cell.value).startswith(label):
                cell.value = written

    assert codes & codes_of(found_in(reader, marked(registry, change=change)))


def test_another_unit_s_template(registry: Registry, reader: Reader) -> None:
    """Heading and folder agree, the figures may yet be the other's: said, not decided."""

    def change(sheet: Worksheet) -> None:
        for cell in heading_cells(sheet):
            text = str(cell.value)
            if text.casefold().endswith(OTHER.casefold()):
                text = text[: -len(OTHER)] + OWN
            cell.value = text.replace("BK-SNV", "BK-TTR")
        clear(OTHER.upper())(sheet)

    read = reader.read(marked(registry, "BK-SNV", change), "BK-TTR")
    assert codes_of(read.places()) == {"UNT07"}
    assert "dấu ẩn của biểu mẫu nêu BK-SNV" in read.message("UNT07")


def test_a_hidden_sheet_with_a_report_is_named_and_not_read(report: Report, reader: Reader) -> None:
    book = load_workbook(BytesIO(book_of(report)))
    hidden = book.create_sheet("Năm trước")
    write_items(hidden, report)
    hidden.sheet_state = "hidden"
    lists = book.create_sheet("Danh mục")
    lists["A1"] = "có"
    lists.sheet_state = "veryHidden"
    read = reader.read(saved(book), "BK-TTR")
    assert read.places() == [("ITM06", "")]
    assert "trang tính ẩn “Năm trước”" in read.message("ITM06")
    assert len(read.submissions) == 1


def test_a_table_s_places_are_the_sender_s(registry: Registry, reader: Reader) -> None:
    reports = district_reports(registry)
    book = units_book(reports, totals_of(reports))
    assert reader.read(book, "060", "Huyện Pác Nặm.xlsx").codes() == []
