"""Workbooks of Excel 5 to 2003: what is read, and what is refused before a reader sees it."""

import io
import struct
from contextlib import suppress
from datetime import date
from random import Random

import pytest
import xlwt
from tests.unit.ingesting.formats.old_excel import Biff, formula, ole2, record

from baocao.ingesting.formats.opening import open_file
from baocao.ingesting.grids import Sheet
from baocao.ingesting.legacy import to_tcvn3, to_vni
from baocao.ingesting.safety import FileRefused

LIMIT = 50 * 2**20
NOTHING = b"\x03\0\0\0\0\0\xff\xff"
THREE = struct.pack("<d", 3)
BIFF8 = 0x0600


def book(*, version: int = 0x0500, **changes: object) -> bytes:
    """Return a workbook in its container."""
    cells = {(0, 0): "Bieu", (1, 1): 7.0}
    stream = Biff(cells, version=version, **changes).stream()  # pyright: ignore[reportArgumentType]
    return ole2({"Book" if version == 0x0500 else "Workbook": stream})


def sheet_of(content: bytes) -> Sheet:
    (sheet,) = open_file("a.xls", content, LIMIT).sheets
    return sheet


def refusal(content: bytes, name: str = "a.xls") -> str:
    with pytest.raises(FileRefused) as error:
        open_file(name, content, LIMIT)
    return error.value.finding_code


def saved(workbook: xlwt.Workbook) -> bytes:
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


@pytest.mark.parametrize("version", [0x0500, BIFF8])
def test_text_and_numbers_of_both_versions(version: int) -> None:
    cells = {(0, 0): "M\xe3", (2, 1): 53.486, (2, 2): ""}
    stream = Biff(cells, version=version).stream()
    wrapped = ole2({"Workbook" if version == BIFF8 else "Book": stream, "\5Summary": b"x" * 70})
    for content in (stream, wrapped, ole2({"Book": stream.ljust(5000, b"\0")})):
        assert sheet_of(content).rows == [["M\xe3", ""], ["", ""], ["", 53.486]]


def test_what_a_modern_writer_puts_into_it() -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Biểu 1")
    sheet.write(0, 0, "Huyện Ba Bể")
    sheet.write(1, 0, date(2024, 3, 15), xlwt.easyxf(num_format_str="DD/MM/YYYY"))
    sheet.write(2, 0, 0.9757, xlwt.easyxf(num_format_str="0.00%"))
    sheet.write(3, 0, True)
    sheet.write(4, 0, xlwt.Formula("A3+1"))
    sheet.write(5, 3, 1)
    sheet.row(5).hidden = True
    sheet.col(3).hidden = True
    workbook.add_sheet("Ẩn").visibility = 1
    opened = open_file("a.xls", saved(workbook), LIMIT)
    (read,) = opened.sheets
    assert read.name == "Biểu 1"
    first = [row[0] for row in read.rows[:4]]
    assert first == ["Huyện Ba Bể", date(2024, 3, 15), 0.9757, True]
    assert (read.percent, read.valueless) == ({(2, 0)}, {(4, 0)})
    assert (read.hidden_rows, read.hidden_columns) == ({5}, {3})
    assert [one.name for one in opened.hidden] == ["Ẩn"]


def test_old_fonts_by_name_and_by_letters() -> None:
    fonts = ("Arial", ".VnTime", ".VnTimeH", "VNI-Times")
    text = "Biểu số: Tổng cộng"
    cells = {
        (0, 0): (to_tcvn3(text), 1), (1, 0): (to_tcvn3(text), 2), (2, 0): (to_vni(text), 3),
        (3, 0): to_tcvn3(text), (4, 0): to_vni(text), (5, 0): ("Qu\xfd I", 1),
    }  # fmt: skip
    read = sheet_of(ole2({"Book": Biff(cells, fonts=fonts).stream()}))
    assert [row[0] for row in read.rows] == [text, text.upper(), text, text, text, "Quý I"]
    assert read.converted == {(row, 0) for row in range(5)}


def test_what_vietnamese_windows_made_of_excel_95() -> None:
    """Its code page has letters where the old fonts have other ones; both stand in one file."""
    letters = "\u0110\u01a1n vi\u0323"
    old = to_tcvn3("Phường Đức Xuân, huyện").encode("latin-1").decode("cp1258")
    cells = {(0, 0): letters, (1, 0): (old, 1), (2, 0): old}
    stream = Biff(cells, code_page=1258, encoding="cp1258", fonts=("Arial", ".VnTime")).stream()
    rows = sheet_of(ole2({"Book": stream})).rows
    assert [row[0] for row in rows] == [
        "Đơn vị",
        "Phường Đức Xuân, huyện",
        "Phường Đức Xuân, huyện",
    ]


def test_percentages_days_and_hidden_rows_of_excel_95() -> None:
    hidden_row = record(0x0208, struct.pack("<HHHHHHHH", 1, 0, 1, 255, 0, 0, 0x20, 0))
    hidden_column = record(0x007D, struct.pack("<HHHHHH", 2, 3, 2000, 0, 1, 0))
    cells = {(0, 0): (0.5, 1), (1, 0): (45366.0, 2), (2, 3): 1.0}
    biff = Biff(
        cells, fonts=("Arial",) * 3, formats={1: 10, 2: 14}, extra=hidden_row + hidden_column
    )
    read = sheet_of(ole2({"Book": biff.stream()}))
    assert read.rows[0][0] == 0.5
    assert read.rows[1][0] == date(2024, 3, 15)
    assert (read.percent, read.hidden_rows, read.hidden_columns) == ({(0, 0)}, {1}, {2, 3})


def links(version: int) -> tuple[bytes, bytes]:
    """Return records that name another workbook, and a formula that refers to it."""
    if version == BIFF8:
        name = b"\x01\0Q"
        others = record(0x01AE, b"\x01\0" + struct.pack("<H", 2) + name)
        others = record(0x01AE, b"\x01\0\x01\x04") + others
        others += record(0x0017, struct.pack("<HHHHHHH", 2, 0, 0, 0, 1, 0, 0))
        return others, b"\x17\x01\0x\x3a\x01\0\0\0\0\0"
    others = record(0x0017, b"\x05\x03Bieu") + record(0x0017, b"\x06\x01Q.xls")
    return others, b"\x17\x01x\x3a" + struct.pack("<h8xHHHB", 2, 0, 0, 0, 0)


@pytest.mark.parametrize("version", [0x0500, BIFF8])
def test_figures_from_another_workbook(version: int) -> None:
    before, tokens = links(version)
    # The first place in the table is this workbook.
    own = (
        tokens.replace(b"\x3a\x01", b"\x3a\0")
        if version == BIFF8
        else tokens.replace(b"\x3a\x02\0", b"\x3a\xff\xff")
    )
    cells = {
        (0, 0): formula(THREE, tokens), (0, 1): formula(THREE, own), (0, 2): formula(NOTHING, own),
        (0, 3): formula(THREE, b"\x01\0\0\0\0"), (1, 0): 1.0,
    }  # fmt: skip
    array = record(0x0221, struct.pack("<HHBBHIH", 1, 1, 0, 0, 0, 0, len(tokens)) + tokens)
    biff = Biff(cells, version=version, before=before, extra=array)
    read = sheet_of(ole2({"Workbook": biff.stream()}))
    assert read.rows[0][:2] == [3.0, 3.0]
    assert (read.linked, read.valueless) == ({(0, 0), (1, 0)}, {(0, 2)})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (book(before=record(0x002F, bytes(6))), "FIL04"),
        (ole2({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"x"}), "FIL04"),
        (book(kind=1), "FIL05"),
        (ole2({"Workbook": Biff({(0, 0): 1.0}).stream()}, ["_VBA_PROJECT_CUR"]), "FIL05"),
        (ole2({"WordDocument": b"x" * 5000}), "FIL09"),
        (ole2({"PowerPoint Document": b"x" * 5000}), "FIL09"),
        (ole2({"__properties_version1.0": b"x"}), "FIL09"),
        (ole2({"Contents": b"x"}), "FIL09"),
        (book(version=0x0400), "FIL09"),
        (b"\x09\x04\x06\0" + bytes(20), "FIL09"),
        (book(sheet_offset=4), "FIL01"),
        (book(copies=2), "FIL01"),
        (ole2({"Workbook": b""}), "FIL01"),
        (ole2({"Book": Biff({(0, 0): 1.0}).stream()[:-30]}), "FIL01"),
        (ole2({"Book": Biff({(0, 0): 1.0, (65535, 255): 1.0}).stream()}), "FIL07"),
    ],
)
def test_what_is_refused(content: bytes, code: str) -> None:
    assert refusal(content) == code


def test_blank_cells_cannot_fill_the_memory() -> None:
    wide = b"".join(
        record(0x00BE, struct.pack("<HH", row, 0) + bytes(512) + struct.pack("<H", 255))
        for row in range(16_000)
    )
    assert refusal(Biff({(0, 0): 1.0}, extra=wide).stream()) == "FIL07"


def test_rows_of_one_far_cell_cannot_fill_the_memory() -> None:
    cells = {(row, 255): 1.0 for row in range(0, 65_536, 4)}
    assert refusal(Biff(cells).stream()) == "FIL07"


def test_a_directory_or_a_chain_that_bites_its_tail() -> None:
    content = bytearray(
        ole2(
            {
                "Workbook": Biff(
                    {(0, 0): "x" * 250} | {(n, 0): "x" * 200 for n in range(1, 40)}
                ).stream()
            }
        )
    )
    assert len(sheet_of(bytes(content)).rows) == 40
    fat = 512 + 512 * struct.unpack_from("<I", content, 76)[0]
    directory = 512 + 512 * struct.unpack_from("<I", content, 48)[0]
    looped = bytearray(content)
    struct.pack_into("<I", looped, fat + 4, 0)
    assert refusal(bytes(looped)) == "FIL01"
    struct.pack_into("<III", content, directory + 68, 0, 1, 1)
    struct.pack_into("<III", content, directory + 128 + 68, 1, 1, 1)
    assert len(sheet_of(bytes(content)).rows) == 40


@pytest.mark.parametrize("version", [0x0500, BIFF8])
def test_spoiled_workbooks_are_read_or_refused(version: int) -> None:
    random = Random(version)  # noqa: S311 - reproducible, no secret
    before, tokens = links(version)
    cells = {(row, 0): "chữ".encode("ascii", "replace").decode() for row in range(30)}
    biff = Biff(cells | {(31, 1): formula(THREE, tokens)}, version=version, before=before)
    whole = ole2({"Workbook": biff.stream()})
    for _ in range(150):
        content = bytearray(whole)
        for _ in range(random.randint(1, 6)):
            content[random.randrange(len(content))] = random.randrange(256)
        cut = random.randrange(len(content)) if random.random() < 0.2 else len(content)
        with suppress(FileRefused):
            open_file("a.xls", bytes(content[:cut]), LIMIT)
