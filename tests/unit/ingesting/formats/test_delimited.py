"""Delimited text: whatever encoding and delimiter an office's computer is set to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hazards.formats import as_windows_1258

from baocao.ingesting.formats.delimited import MOST_ROWS, dialect
from baocao.ingesting.formats.encodings import decode_text
from baocao.ingesting.formats.opening import open_file
from baocao.ingesting.legacy import to_tcvn3, to_vni
from baocao.ingesting.safety import FileRefused

LIMIT = 50 * 2**20
TEXT = "Biểu số;F-TCD\r\nKỳ báo cáo;Quý I năm 2024\r\nTổng cộng;97,57\r\n"
ROWS = [["Biểu số", "F-TCD"], ["Kỳ báo cáo", "Quý I năm 2024"], ["Tổng cộng", "97,57"]]


def refusal(content: bytes, name: str = "a.csv") -> str:
    with pytest.raises(FileRefused) as error:
        open_file(name, content, LIMIT)
    return error.value.finding_code


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "UTF-8"), (TEXT.encode("utf-8-sig"), "UTF-8"),
        (TEXT.encode("utf-16"), "UTF-16"), (TEXT.encode("utf-16-le"), "UTF-16"),
        (TEXT.encode("utf-16-be"), "UTF-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16"),
        (as_windows_1258(TEXT), "Windows-1258"),
        (to_tcvn3(TEXT).encode("latin-1"), "TCVN3"), (to_vni(TEXT).encode("latin-1"), "VNI"),
    ],
)  # fmt: skip
def test_every_encoding_gives_the_same_table(content: bytes, encoding: str) -> None:
    assert decode_text(content).encoding == encoding
    opened = open_file("a.csv", content, LIMIT)
    assert opened.sheets[0].rows == ROWS
    old = encoding in {"Windows-1258", "TCVN3", "VNI"}
    assert [problem.finding_code for problem in opened.problems] == ["FIL13"] * old


def test_old_letters_in_a_utf_8_file() -> None:
    opened = open_file("a.csv", f"{to_tcvn3('Biểu số')};{to_vni('Tổng cộng')}\n".encode(), LIMIT)
    assert opened.sheets[0].rows == [["Biểu số", "Tổng cộng"]]
    assert opened.sheets[0].converted == {(0, 0), (0, 1)}
    assert [problem.finding_code for problem in opened.problems] == ["FIL13"]


@pytest.mark.parametrize("delimiter", [";", "\t", ",", "|"])
def test_the_delimiter_is_what_most_lines_have(delimiter: str) -> None:
    rows = [["Ủy ban nhân dân, tỉnh", ""], ["Mã", "Giá trị"], ["TD01", "5"], ["TD02", "97"]]
    lines = [delimiter.join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows]
    assert open_file("a.csv", "\n".join(lines).encode(), LIMIT).sheets[0].rows == rows


def test_the_line_that_names_the_delimiter_is_no_row() -> None:
    written = dialect(b"sep=|\r\na;b|c\r\n")
    assert (written.delimiter, written.has_separator_line) == ("|", True)
    rows = open_file("a.csv", b"sep=|\r\na;b|c\r\n", LIMIT).sheets[0].rows
    assert rows == [[], ["a;b", "c"]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_breaks_in_a_cell(end: str) -> None:
    text = end.join(['a,"b', 'c"', "d,e"])
    assert open_file("a.csv", text.encode(), LIMIT).sheets[0].rows == [
        ["a", f"b{end}c"],
        ["d", "e"],
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a;b\n\xff\xfe\xfd;c\n", "FIL08"), ("Straße;für;Größe\n".encode("latin-1"), "FIL08"),
        (TEXT.encode("utf-16")[:-1], "FIL08"), (b"a;b\n" + b"c" * 5000 + b"\0", "FIL08"),
        (b"a;b\x07\n", "FIL09"), (b'a,"b\n', "FIL01"), (b";" * 3000, "FIL01"),
        (b"\n" * (2 * MOST_ROWS + 1) + b"a", "FIL07"), (b"a;;;;;;;;;;;;;;;\n" * 150_000, "FIL07"),
        (b'"' + b"a" * 200_000 + b'"', "FIL01"),
    ],
)  # fmt: skip
def test_what_is_refused(content: bytes, code: str) -> None:
    assert refusal(content) == code


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for name in ("a.csv", "a.json", "a.xls", "a.xlsx", "a.ods"):
        try:
            opened = open_file(name, content, LIMIT)
        except FileRefused:
            continue
        assert opened.kind in {"csv", "json", "html", "spreadsheetml"}


@given(st.text(alphabet="aăâbcdđeêiklmnoôơpqrstuưvxyáàảãạệộựỹ ,;.0123456789\n", max_size=200))
def test_unicode_text_is_never_taken_for_anything_else(text: str) -> None:
    assert decode_text(text.encode()).text == text
    assert decode_text(text.encode("utf-16")).text == text
