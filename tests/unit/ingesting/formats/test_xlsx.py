"""What an .xlsx workbook says beside its values: hidden, percentages, fonts, links."""

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.workbook.child import INVALID_TITLE_REGEX
from openpyxl.worksheet.worksheet import Worksheet
from tests.unit.ingesting.workbooks import part_of, saved, with_part, zipped

from baocao.ingesting.formats.opening import open_file
from baocao.ingesting.formats.sheet_xml import unusual
from baocao.ingesting.formats.styles import is_percent
from baocao.ingesting.grids import Sheet
from baocao.ingesting.legacy import to_tcvn3, to_vni
from baocao.ingesting.safety import FileRefused

LIMIT = 50 * 2**20
SHEET = "xl/worksheets/sheet1.xml"


def new() -> tuple[Workbook, Worksheet]:
    book = Workbook()
    assert isinstance(book.active, Worksheet)
    return book, book.active


def sheet_of(content: bytes) -> Sheet:
    (sheet,) = open_file("a.xlsx", content, LIMIT).sheets
    return sheet


def with_rows(rows: str) -> bytes:
    """Return a workbook whose sheet holds rows written by hand."""
    book, sheet = new()
    sheet["A1"] = 1
    content = saved(book)
    xml = part_of(content, SHEET)
    start, end = xml.index(b"<sheetData>"), xml.index(b"</sheetData>")
    return with_part(content, SHEET, xml[:start] + b"<sheetData>" + rows.encode() + xml[end:])


def test_hidden_rows_columns_and_percentages() -> None:
    book, sheet = new()
    for row in range(1, 5):
        sheet.append([row, row / 10, "x"])
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet["B1"].number_format, sheet["B3"].number_format = "0.00%", '0"%"'
    sheet["A1"].number_format = "0%"
    read = sheet_of(saved(book))
    assert (read.hidden_rows, read.hidden_columns) == ({1}, {2})
    assert read.percent == {(0, 0), (0, 1)}


@pytest.mark.parametrize("mark", ['hidden="1"', "hidden='true'", 'ht="0" customHeight="1"'])
def test_rows_hidden_in_any_way_of_writing(mark: str) -> None:
    read = sheet_of(with_rows(f'<row r="1" spans="1:1" {mark}><c r="A1"><v>1</v></c></row>'))
    assert read.hidden_rows == {0}


@pytest.mark.parametrize(
    ("code", "expected"),
    [("0%", True), ("0.00 %", True), ('0"%"', False), (r"0\%", False), ("General", False),
     ('[Red]0.0%;"-"', True)],
)  # fmt: skip
def test_formats_that_show_a_percentage(code: str, expected: bool) -> None:
    assert is_percent(code) is expected


@pytest.mark.parametrize(
    "attributes",
    ['max="3" min="2" hidden="true"', "hidden='1' min='2' max='3'", 'min="2" max="3" width="0"'],
)
def test_columns_hidden_in_any_way_of_writing(attributes: str) -> None:
    content = with_rows('<row r="1"><c r="A1"><v>1</v></c></row>')
    xml = part_of(content, SHEET)
    columns = f"<cols><col {attributes}/></cols><sheetData>".encode()
    content = with_part(content, SHEET, xml.replace(b"<sheetData>", columns))
    assert sheet_of(content).hidden_columns == {1, 2}


def test_old_fonts_by_style_and_by_letters() -> None:
    book, sheet = new()
    text = "Tổng cộng"
    for cell, value, font in (
        ("A1", to_tcvn3(text), ".VnTimeH"), ("B1", to_tcvn3(text), ".VnTime"),
        ("C1", to_vni(text), "VNI-Times"), ("D1", to_tcvn3(text), None), ("E1", text, ".VnTime"),
        ("F1", "Quý I", ".VnTime"), ("G1", "TD01", ".VnTime"),
    ):  # fmt: skip
        sheet[cell] = value
        if font:
            sheet[cell].font = Font(name=font)
    opened = open_file("a.xlsx", saved(book), LIMIT)
    assert opened.sheets[0].rows == [["TỔNG CỘNG", text, text, text, text, "Quý I", "TD01"]]
    assert opened.sheets[0].converted == {(0, 0), (0, 1), (0, 2), (0, 3)}
    assert [problem.finding_code for problem in opened.problems] == ["FIL13"]


@pytest.mark.parametrize(
    ("formula", "is_linked"),
    [
        ("[1]Bieu!A1", True), ("SUM('[12]Bieu 1'!A1:A3)", True), ("[1]!topic", True),
        ("'C:\\[Quy1.xlsx]Bieu'!A1", True), ("'file:///tmp/a.xlsx'#$Bieu.A1", True),
        ("cmd|'/c calc'!A0", True),
        ("A1*2", False), ("Table1[2024]", False), ("Table1[[#This Row],[1]]", False),
        ("SUM(A1:A3)&quot;[1]&quot;", False),
    ],
)  # fmt: skip
def test_figures_from_another_workbook_or_program(formula: str, is_linked: bool) -> None:
    rows = f'<row r="1"><c r="A1"><f>{formula}</f><v>3</v></c></row>'
    read = sheet_of(with_rows(rows))
    assert (read.rows, read.linked) == ([[3.0]], {(0, 0)} if is_linked else set())


def test_a_formula_that_several_cells_share() -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">[1]B!A1</f><v>3</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c>'
        '<c r="B2"><f t="shared" si="1"/><v>4</v></c></row>'
    )
    assert sheet_of(with_rows(rows)).linked == {(0, 0), (1, 0)}


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (b'<row r="1"><c r="A1" s="1"><v>1</v></c></row>', set()),
        (b'<row r="1000"><c r="A1000"/>', {"tag"}), (b'<row spans="1:2" r="1">', {"tag"}),
        (b"<c/>", {"tag"}), (b'<x:row r="1">', {"prefix"}), (b'<xr:dxf a="1"/>', set()),
        (b"<f>A1</f>", {"formula"}), (b"<formula1>A1</formula1>", set()),
        (b'<c r="A1" t="e"><v>#REF!</v></c>', {"error"}),
        (b'<row r="1" hidden="1">', {"row"}), (b'<col min="1" max="1" width="0"/>', {"column"}),
    ],
)  # fmt: skip
def test_what_is_out_of_the_ordinary(xml: bytes, expected: set[str]) -> None:
    assert unusual(xml) == expected


def test_hidden_sheets_are_apart() -> None:
    book, sheet = new()
    sheet["A1"] = 1
    for name, state in (("Danh mục", "hidden"), ("_baocao", "veryHidden")):
        assert not INVALID_TITLE_REGEX.search(name)
        other = book.create_sheet(name)
        other.sheet_state, other["A1"] = state, "bí mật"
    opened = open_file("a.xlsx", saved(book), LIMIT)
    assert [one.name for one in opened.sheets] == ["Sheet"]
    assert [(one.name, one.rows) for one in opened.hidden] == [
        ("Danh mục", [["bí mật"]]), ("_baocao", [["bí mật"]]),
    ]  # fmt: skip


PARTS = {"xl/workbook.xml": b"<workbook/>", "[Content_Types].xml": b"<Types/>"}


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"[Content_Types].xml": b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"}, "FIL05"),
        ({"xl/macrosheets/sheet1.xml": b"<x/>"}, "FIL05"),
        ({"xl/styles.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}, "FIL07"),
        ({"xl/styles.xml": b"<?xml version='1.0'?><!-- x --><!DOCTYPE a><a/>"}, "FIL07"),
        ({"xl/styles.xml": b"<a>" * 100_000 + b"%"}, "FIL01"),
    ],
)  # fmt: skip
def test_what_is_refused(parts: dict[str, bytes], code: str) -> None:
    with pytest.raises(FileRefused) as error:
        open_file("a.xlsx", zipped(PARTS | parts), LIMIT)
    assert error.value.finding_code == code


def test_damaged_styles_mean_nothing() -> None:
    book, sheet = new()
    sheet["A1"] = 0.5
    sheet["A1"].number_format = "0%"
    content = saved(book)
    styles = part_of(content, "xl/styles.xml")
    deep = styles.replace(b"<cellXfs", b"<a>" * 300 + b"<cellXfs")
    for spoiled in (styles[:-20], deep):
        try:
            assert sheet_of(with_part(content, "xl/styles.xml", spoiled)).percent == set()
        except FileRefused as error:
            assert error.finding_code == "FIL01"  # noqa: PT017 - calamine may refuse it first
