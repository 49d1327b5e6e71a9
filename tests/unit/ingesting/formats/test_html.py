"""Web pages sent as workbooks: tables, spans, numbers beside the text, what is hidden."""

from datetime import date

import pytest

from baocao.ingesting.formats.opening import open_file
from baocao.ingesting.grids import Sheet
from baocao.ingesting.legacy import to_tcvn3, to_vni
from baocao.ingesting.safety import FileRefused

LIMIT = 50 * 2**20


def page(body: str, head: str = "") -> str:
    return f'<html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


def sheet_of(text: str | bytes) -> Sheet:
    content = text if isinstance(text, bytes) else text.encode()
    (sheet,) = open_file("a.xls", content, LIMIT).sheets
    return sheet


def refusal(text: str) -> str:
    with pytest.raises(FileRefused) as error:
        open_file("a.xls", text.encode(), LIMIT)
    return error.value.finding_code


def test_tables_and_the_text_around_them_are_one_sheet() -> None:
    body = (
        "<h3>Biểu số:\n F-TCD</h3>trước<br>sau"
        "<table><tr><td>a</td><td><b>b</b> c</td></tr></table>"
        "<div>giữa <i>hai</i></div><script>x()</script><style>td{}</style>"
        "<table><thead><tr><th>d</th></tr></thead><tbody><tr><td>e<br>f</td></tr></tbody></table>"
        "cuối"
    )
    assert sheet_of(page(body)).rows == [
        ["Biểu số: F-TCD", ""], ["trước", ""], ["sau", ""], ["a", "b c"], ["giữa hai", ""],
        ["d", ""], ["e\nf", ""], ["cuối", ""],
    ]  # fmt: skip


def test_a_table_that_only_lays_out_other_tables() -> None:
    inner = "<table><tr><td>{}</td><td>2</td></tr></table>"
    rows = [f"<td>tên</td><td>{inner.format('a')}</td>", f"<td>{inner.format('b')}</td>"]
    body = f"<table><tr>{'</tr><tr>'.join(rows)}</tr></table>"
    assert sheet_of(page(body)).rows == [["tên", ""], ["a", "2"], ["b", "2"]]


def test_spans_push_their_neighbours() -> None:
    body = (
        "<table><tr><td rowspan=3>a</td><td colspan=2>b</td><td>c</td></tr>"
        "<tr><td>d</td><td rowspan=2>e</td><td>f</td></tr><tr><td>g</td><td>h</td></tr></table>"
    )
    assert sheet_of(page(body)).rows == [
        ["a", "b", "", "c"], ["", "d", "e", "f"], ["", "g", "", "h"],
    ]  # fmt: skip


def test_numbers_that_a_program_wrote_beside_the_text() -> None:
    body = (
        '<table><tr><td x:num="53486">53.486</td><td x:num>7</td><td>53.486</td>'
        '<td x:num="0.9757" style=\'mso-number-format:"0\\.00%"\'>97,57%</td>'
        '<td class=xl24 x:num="0.5">50%</td><td sdval="0.5" sdnum="1033;0;0.00%">50%</td>'
        '<td sdval="45366" sdnum="1033;0;DD/MM/YYYY">15/03/2024</td>'
        '<td sdval="0" sdnum="1033;">#DIV/0!</td><td x:err="#REF!">#REF!</td>'
        '<td x:num="1" x:fmla="=[Quy1.xls]Bieu!A1">1</td><td x:fmla="=A1"></td>'
        '<td x:str="007" x:num="7">007</td></tr></table>'
    )
    read = sheet_of(page(body, "<style>.xl24 {mso-number-format:Percent;}</style>"))
    assert read.rows[0] == [
        53486.0, "7", "53.486", 0.9757, 0.5, 0.5, date(2024, 3, 15), "#DIV/0!", "#REF!", 1.0, "",
        "007",
    ]  # fmt: skip
    assert read.percent == {(0, 3), (0, 4), (0, 5)}
    assert (read.valueless, read.linked) == ({(0, 7), (0, 8), (0, 10)}, {(0, 9)})


def test_what_is_hidden() -> None:
    body = (
        "<table><col><col span=2 style='display:none'><tr><td>a</td><td>b</td></tr>"
        "<tr style='DISPLAY: none'><td>c</td><td>d</td></tr><tr class=an><td>e</td></tr></table>"
    )
    read = sheet_of(page(body, "<style>tr.an{display:none}</style>"))
    assert (read.hidden_rows, read.hidden_columns) == ({1, 2}, {1})


def test_old_fonts_by_tag_class_and_letters() -> None:
    text = "Biểu số"
    body = (
        f'<table><tr><td><font face=".VnTimeH">{to_tcvn3(text)}</font></td>'
        f"<td style=\"font-family:'VNI-Times',serif\">{to_vni(text)}</td>"
        f"<td class=v>{to_tcvn3(text)}</td><td>{to_vni(text)}</td><td class=v>{text}</td></table>"
    )
    read = sheet_of(page(body, '<style>.v{font:12pt ".VnTime"}</style>'))
    assert read.rows == [["BIỂU SỐ", text, text, text, text]]
    assert read.converted == {(0, 0), (0, 1), (0, 2), (0, 3)}


def test_the_sheet_has_the_name_that_excel_gave_it() -> None:
    head = "<!--[if gte mso 9]><xml><x:Name>Biểu 1</x:Name></xml><![endif]-->"
    assert sheet_of(page("<table><tr><td>1</td></tr></table>", head)).name == "Biểu 1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    text = "<table><tr><td>Huyện Ba Bể</td></tr></table>"
    assert sheet_of(text.encode(encoding)).rows == [["Huyện Ba Bể"]]


def test_a_page_of_windows_1258() -> None:
    text = "<html><table><tr><td>\u0110\u01a1n vi\u0323 t\u0103ng</td></tr></table></html>"
    opened = open_file("a.xls", text.encode("cp1258"), LIMIT)
    assert opened.sheets[0].rows == [["Đơn vị tăng"]]
    assert [problem.finding_code for problem in opened.problems] == ["FIL12", "FIL13"]


def test_nested_deeply() -> None:
    nested = "<table><tr><td>" * 60 + "a"
    assert sheet_of(page(nested)).rows == [["a"]]


CELL = "<td colspan=1000 rowspan=60000>a</td>"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (page(f"<table><tr>{CELL * 20}</tr></table>"), "FIL07"),
        (page(f"<table>{f'<tr>{CELL * 3}<td>b</td></tr>' * 700}</table>"), "FIL07"),
        ("<table>" + "<td>" * 3_000_001, "FIL07"),
        ("<html><frameset><frame src='sheet001.htm'></frameset></html>", "FIL09"),
        (page("<div>" * 5000 + "<table><tr><td>a</td></tr></table>"), "FIL01"),
        ("<html></html>", "FIL02"), ("<html><body> \n </body></html>", "FIL02"),
    ],
    ids=["wide", "both", "tags", "frames", "depth", "empty", "blank"],
)  # fmt: skip
def test_what_is_refused(text: str, code: str) -> None:
    assert refusal(text) == code
