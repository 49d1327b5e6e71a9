"""What may be opened at all, decided without opening it."""

import io
import zipfile

import pytest
from openpyxl import Workbook
from tests.unit.ingesting.workbooks import part_of, saved, understating, with_part

from baocao.ingesting.formats.kinds import OLE2
from baocao.ingesting.formats.opening import open_file
from baocao.ingesting.formats.package import MOST_PARTS
from baocao.ingesting.formats.xls import ENCRYPTED_STREAM
from baocao.ingesting.grids import Sheet, column_number
from baocao.ingesting.refusing import MOST_CELLS
from baocao.ingesting.safety import FileRefused
from baocao.settings import MEBIBYTE

LIMIT = 50 * MEBIBYTE
SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"


@pytest.fixture(scope="module")
def workbook() -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active["A1"] = "Biểu số"
    book.active["B2"] = 7
    return saved(book)


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(FileRefused) as error:
        open_file(name, content, LIMIT)
    return error.value.finding_code


def sheets(content: bytes) -> list[Sheet]:
    return open_file("a.xlsx", content, LIMIT).sheets


def test_a_plain_workbook_is_let_in(workbook: bytes) -> None:
    opened = open_file("a.XLSX", workbook, LIMIT)
    assert (opened.kind, opened.problems) == ("xlsx", [])
    assert opened.sheets == [Sheet("Sheet", [["Biểu số", ""], ["", 7.0]])]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"", "FIL02"), ("a.csv", b" \r\n", "FIL02"), ("a.xlsx", b"\0\1 no zip", "FIL01"),
        ("a.xlsx", b"PK\x03\x04 broken", "FIL01"), ("a.pdf", b"%PDF-1.7", "FIL09"),
        ("a.xls", OLE2 + b"biff", "FIL01"), ("a.xlsx", OLE2 + ENCRYPTED_STREAM, "FIL04"),
        ("a.xlsm", b"PK\x03\x04", "FIL05"), ("a.ods", b"PK\x03\x04", "FIL01"),
        ("a.csv", b"PK\x03\x04", "FIL01"), (".xlsx", b"PK", "FIL09"), ("a", b"\0\1\2", "FIL09"),
    ],
)  # fmt: skip
def test_what_is_refused_by_name_and_first_bytes(name: str, content: bytes, code: str) -> None:
    assert refusal(name, content) == code


def test_macros_in_a_file_renamed_to_xlsx(workbook: bytes) -> None:
    assert refusal("a.xlsx", with_part(workbook, "xl/vbaProject.bin", b"\0")) == "FIL05"


def test_a_word_document_renamed_to_xlsx() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    assert refusal("a.xlsx", content.getvalue()) == "FIL09"


def test_an_archive_without_a_workbook() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("readme.txt", "x")
    assert refusal("a.xlsx", content.getvalue()) == "FIL01"


def test_a_cut_workbook(workbook: bytes) -> None:
    assert refusal("a.xlsx", workbook[: len(workbook) // 2]) == "FIL01"


def test_a_password_on_the_zip_itself(workbook: bytes) -> None:
    content = bytearray(workbook)
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        offset = package.getinfo(SHEET).header_offset
    directory = content.rindex(SHEET.encode()) - 46
    content[offset + 6] |= 1
    content[directory + 8] |= 1
    assert refusal("a.xlsx", bytes(content)) == "FIL04"


def test_a_bomb_that_declares_its_size(workbook: bytes) -> None:
    bomb = with_part(workbook, "xl/media/a.xml", b"0" * (LIMIT + 1))
    assert len(bomb) < MEBIBYTE
    assert refusal("a.xlsx", bomb) == "FIL07"


def test_a_bomb_within_the_limit_by_its_ratio(workbook: bytes) -> None:
    assert refusal("a.xlsx", with_part(workbook, "xl/a.xml", b"0" * (10 * MEBIBYTE))) == "FIL07"


def test_a_bomb_that_lies_about_its_size(workbook: bytes) -> None:
    sheet = part_of(workbook, SHEET)
    bomb = with_part(
        workbook, SHEET, sheet.replace(b"</sheetData>", b" " * MEBIBYTE + b"</sheetData>")
    )
    assert refusal("a.xlsx", understating(bomb, SHEET, 500)) == "FIL07"


def test_too_many_parts(workbook: bytes) -> None:
    content = io.BytesIO(workbook)
    with zipfile.ZipFile(content, "a") as package:
        for number in range(MOST_PARTS):
            package.writestr(f"xl/{number}", b"")
    assert refusal("a.xlsx", content.getvalue()) == "FIL07"


def test_a_document_type_in_the_xml(workbook: bytes) -> None:
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa">]>' + part_of(workbook, SHEET)
    assert refusal("a.xlsx", with_part(workbook, SHEET, entities)) == "FIL07"


@pytest.mark.parametrize("quote", [b'"', b"'"])
def test_two_far_corners_of_a_sheet(workbook: bytes, quote: bytes) -> None:
    far = b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData>"
    sheet = part_of(workbook, SHEET).replace(b"</sheetData>", far.replace(b"'", quote))
    assert refusal("a.xlsx", with_part(workbook, SHEET, sheet)) == "FIL07"


@pytest.mark.parametrize(
    ("part", "target"),
    [
        ("xl/pages/sheet1.xml", "pages/sheet1.xml"),
        ("xl/pages/sheet1.xml", "/xl/pages/sheet1.xml"),
        ("xl/worksheets/x/sheet1.xml", "worksheets/x/sheet1.xml"),
        ("xl/worksheets/sheet1.dat", "/xl/worksheets/sheet1.dat"),
        ("xl/theme/sheet1.xml", "theme/sheet1.xml"),
        ("xl/XL/SHEET1", "XL/SHEET1"),
    ],
)
def test_a_huge_sheet_is_found_wherever_the_workbook_points(
    workbook: bytes, part: str, target: str
) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    sheet = part_of(workbook, SHEET)
    relations = part_of(workbook, RELATIONS)
    assert relations.count(b"/xl/worksheets/sheet1.xml") == 1
    moved = relations.replace(b"/xl/worksheets/sheet1.xml", target.encode())
    bare = with_part(workbook, RELATIONS, moved)
    small = with_part(bare, part, sheet)
    assert sheets(small)[0].rows[1] == ["", 7.0]
    huge = with_part(bare, part, sheet.replace(b"</sheetData>", far))
    assert refusal("a.xlsx", huge) == "FIL07"


@pytest.mark.parametrize(
    "far",
    [
        b'<row r="1048576">' + b"<c/>" * 16383 + b"<c><v>1</v></c></row>",
        b'<row\nr="1048576"><c\nr="XFD1048576"><v>1</v></c></row>',
        b'<row r= "1048576"><c r= "XFD1048576"><v>1</v></c></row>',
        b'<row r="1048576"><c r="XFD1048576"><v><!-- -->1</v></c></row>',
        b'<row r="1048576"><c s=">" r="XFD1048576"><v>1</v></c></row>',
        b"""<row r="1048576"><c t=" r='A1'" r="XFD1048576"><v>1</v></c></row>""",
    ],
)
def test_a_far_corner_however_it_is_written(workbook: bytes, far: bytes) -> None:
    sheet = part_of(workbook, SHEET).replace(b"</sheetData>", far + b"</sheetData>")
    assert refusal("a.xlsx", with_part(workbook, SHEET, sheet)) == "FIL07"


def test_cells_without_references_are_read_in_order(workbook: bytes) -> None:
    rows = b"".join(b"<row>" + b"<c><v>1</v></c>" * 20 + b"</row>" for _ in range(100))
    head, rest = part_of(workbook, SHEET).split(b"<sheetData>")
    sheet = head + b"<sheetData>" + rows + rest[rest.index(b"</sheetData>") :]
    book = with_part(workbook, SHEET, sheet)
    (read,) = sheets(book)
    assert len(read.rows[0]) == 20


def test_formatting_down_to_the_last_row_is_no_bomb(workbook: bytes) -> None:
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    sheet = part_of(workbook, SHEET).replace(b"</sheetData>", far)
    book = with_part(workbook, SHEET, sheet)
    assert sheets(book)[0].rows[1] == ["", 7.0]


def test_many_wide_sheets_together_are_too_many_cells() -> None:
    book = Workbook()
    for _ in range(4):
        book.create_sheet().cell(900, 700, 1)
    content = saved(book)
    assert MOST_CELLS < 4 * 900 * 700
    with pytest.raises(FileRefused) as error:
        sheets(content)
    assert error.value.finding_code == "FIL07"


def test_formulas_without_a_stored_result_and_errors_are_named() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B2"], sheet["C3"] = 1, "=A1+1", "#REF!"
    sheet["C3"].data_type = "e"
    other = book.create_sheet("Khác")
    other["D4"] = "=A1"
    content = saved(book)
    first, second = sheets(content)
    assert (first.valueless, second.valueless) == ({(1, 1), (2, 2)}, {(3, 3)})


def test_a_formula_with_its_result_is_a_value(workbook: bytes) -> None:
    cell = b'<c r="C3"><f>B2*2</f><v>14</v></c></row></sheetData>'
    sheet = part_of(workbook, SHEET).replace(b"</row></sheetData>", cell)
    book = with_part(workbook, SHEET, sheet)
    assert sheets(book)[0].valueless == set()


def test_hidden_sheets_are_left_out() -> None:
    book = Workbook()
    assert book.active is not None
    book.active["A1"] = 1
    book.create_sheet("Năm trước").sheet_state = "hidden"
    content = saved(book)
    names = [sheet.name for sheet in sheets(content)]
    assert names == ["Sheet"]


def test_column_numbers() -> None:
    assert [column_number(name) for name in (b"A", b"z", b"AA", b"XFD")] == [0, 25, 26, 16383]
