"""What a file is, by its content, whatever its name says."""

import gzip

import pytest
from tests.unit.ingesting.workbooks import items_book, make_report, zipped

from baocao.ingesting.formats.kinds import kind_of, name_problem
from baocao.ingesting.formats.opening import open_file
from baocao.ingesting.model import Both
from baocao.ingesting.safety import FileRefused, media_type
from baocao.registry import Registry

LIMIT = 50 * 2**20
TEXT = "Biểu số;F\n"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"a;b\n", "csv"), (b"< 5;b\n", "csv"), (b"<5;b\n", "csv"), (b"BM01;5\n", "csv"),
        (b"MZ;5\n", "csv"), (TEXT.encode("utf-16"), "csv"), (TEXT.encode("utf-16-be"), "csv"),
        (b' {"a": 1}', "json"), (b"\xef\xbb\xbf[1]", "json"), ("[1]".encode("utf-16"), "json"),
        (b"<table><tr>", "html"), (b"\n<!DOCTYPE html>", "html"), (b"<!-- x --><html>", "html"),
        ("<html>".encode("utf-16"), "html"), (b"<?xml version='1.0'?><html>", "html"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
         "spreadsheetml"),
        (b"\x09\x08\x08\0\0\5\5\0", "xls"), (b"PK\x03\x04", "xlsx"),
    ],
)  # fmt: skip
def test_kinds_by_content(content: bytes, kind: str) -> None:
    assert kind_of("a.xlsx", content) == kind


FOREIGN: list[tuple[bytes, str, str]] = [
    (b"%PDF-1.7", "PDF", "Excel"), (b"\xff\xd8\xff\xe0", "JPEG", "Excel"),
    (b"\x89PNG\r\n", "PNG", "Excel"), (b"II*\0", "TIFF", "Excel"),
    (b"Rar!\x1a\x07\0", "RAR", "Unpack"), (b"7z\xbc\xaf\x27\x1c", "7-Zip", "Unpack"),
    (gzip.compress(b"a"), "gzip", "Unpack"), (b"{\\rtf1", "RTF", "province"),
    (b"MZ\x90\0\3", "program", "province"), (b"\x78\x9f\x3e\x22", "winmail.dat", "Rich Text"),
    (b"\x30\x82\x05\x10\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", ".p7m", "Excel"),
    (b"From: a\r\nMIME-Version: 1.0\r\n\r\nx", "e-mail", "attachment"),
    (b"From: a\nMIME-Version: 1.0\nContent-Type: multipart/related\n\nx", ".mht", ".xlsx"),
    (b'<?xml version="1.0"?><office:document a="1">', ".fods", ".xlsx"),
    (b'<?xml version="1.0"?><w:wordDocument a="1">', "Word", "province"),
    (b'<?xml version="1.0"?><HSoThueDTu a="1">', "XML", "province"),
    (zipped({"word/document.xml": b"<w/>"}), ".docx", "province"),
    (zipped({"ppt/presentation.xml": b"<p/>"}), ".pptx", "province"),
    (zipped({"xl/workbook.bin": b"\0"}), ".xlsb", ".xlsx"),
    (zipped({"Quý I/bieu.XLSX": b"PK"}), "ZIP", "Unpack"), (zipped({}), "archive", "Unpack"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "what", "instead"), FOREIGN, ids=[what for _, what, _ in FOREIGN]
)
def test_what_is_not_taken_is_named_with_what_to_send(
    content: bytes, what: str, instead: str
) -> None:
    with pytest.raises(FileRefused) as error:
        open_file("bieu.xlsx", content, LIMIT)
    refused = error.value
    assert refused.finding_code == "FIL09"
    assert isinstance(refused.found, Both)
    assert isinstance(refused.expected, Both)
    assert what in refused.found.en
    assert instead in refused.expected.en
    assert refused.found.vi != refused.found.en


def test_the_ending_that_lies_is_named_and_the_file_is_read(registry: Registry) -> None:
    content = items_book(make_report(registry, "BK-TTR", "F-TCD", "2024-Q1"))
    assert open_file("a.xlsx", content, LIMIT).problems == []
    for name, shown in (("a.xls", ".xls"), ("a.csv", ".csv"), ("báo cáo.pdf", ".pdf")):
        (problem,) = open_file(name, content, LIMIT).problems
        assert (problem.finding_code, problem.found) == ("FIL12", shown)
    (problem,) = open_file("a", content, LIMIT).problems
    assert problem.found == Both("không có đuôi tệp", "no file ending")


@pytest.mark.parametrize("name", ["a.txt", "a.TSV", "a.csv"])
def test_endings_of_text(name: str) -> None:
    assert name_problem(name, "csv") == []


def test_media_types() -> None:
    names = ("a.XLSX", "a.xls", "a.ods", "a.csv", "a.pdf", ".xlsx")
    assert [media_type(name).rsplit(".", 1)[-1].rsplit("/", 1)[-1] for name in names] == [
        "sheet", "ms-excel", "spreadsheet", "csv", "octet-stream", "octet-stream",
    ]  # fmt: skip
