"""XML spreadsheets of 2003: cells by index, styles, links, and what is refused."""

from datetime import date, datetime

import pytest

from baocao.ingesting.formats.opening import open_file
from baocao.ingesting.grids import Sheet
from baocao.ingesting.legacy import to_tcvn3
from baocao.ingesting.safety import FileRefused

LIMIT = 50 * 2**20
HEAD = '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
STYLES = (
    '<Style ss:ID="Default"><Font ss:FontName="Arial"/></Style>'
    '<Style ss:ID="p"><NumberFormat ss:Format="0.0%"/></Style>'
    '<Style ss:ID="q" ss:Parent="p"/>'
    '<Style ss:ID="v"><Font ss:FontName=".VnTime"/></Style>'
)


def book(rows: str, options: str = "", styles: str = STYLES) -> str:
    return (
        f'{HEAD}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Styles>{styles}</Styles><Worksheet ss:Name="Biểu 1"><Table>{rows}</Table>'
        '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">'
        f"{options}</WorksheetOptions></Worksheet></Workbook>"
    )


def sheet_of(content: bytes) -> Sheet:
    (sheet,) = open_file("a.xls", content, LIMIT).sheets
    return sheet


def cell(kind: str, text: str, attributes: str = "") -> str:
    return f'<Cell {attributes}><Data ss:Type="{kind}">{text}</Data></Cell>'


def test_values_by_type_and_index() -> None:
    rows = (
        '<Row ss:Index="2">'
        + cell("String", "Huyện", 'ss:Index="2"')
        + cell("Number", "0.5", 'ss:StyleID="q"')
        + cell("Boolean", "1")
        + cell("DateTime", "2024-03-15T00:00:00.000")
        + cell("DateTime", "2024-03-15T08:30:00.000")
        + "</Row><Row>"
        + cell("String", "gộp", 'ss:MergeAcross="2"')
        + cell("Number", "x")
        + '<Cell><Data ss:Type="String">a<B xmlns="http://www.w3.org/TR/REC-html40">b</B></Data>'
        "<Comment><ss:Data>ước tính</ss:Data></Comment></Cell></Row>"
    )
    read = sheet_of(book(rows).encode())
    assert read.name == "Biểu 1"
    moment = datetime.fromisoformat("2024-03-15T08:30")
    assert read.rows[1] == ["", "Huyện", 0.5, True, date(2024, 3, 15), moment]
    assert read.rows[2] == ["gộp", "", "", "x", "ab", ""]
    assert (read.percent, read.comments) == ({(1, 2)}, (((2, 4), "ước tính"),))


def test_formulas_links_and_what_is_hidden() -> None:
    rows = (
        '<Column ss:Index="2" ss:Hidden="1" ss:Span="1"/><Row ss:Hidden="1">'
        + cell("Number", "3", 'ss:Formula="=RC[-1]+R[-2]C"')
        + cell("Number", "3", "ss:Formula=\"='C:\\[Quy1.xls]Bieu'!R1C1\"")
        + '<Cell ss:Formula="=1+1"/>'
        + cell("Error", "#REF!")
        + '</Row><Row ss:Height="0" ss:Span="2"/><Row>'
        + cell("String", to_tcvn3("Biểu số"), 'ss:StyleID="v"')
        + "</Row>"
    )
    read = sheet_of(book(rows).encode())
    assert (read.linked, read.valueless) == ({(0, 1)}, {(0, 2), (0, 3)})
    assert (read.hidden_rows, read.hidden_columns) == ({0, 1, 2, 3}, {1, 2})
    assert (read.rows[4][0], read.converted) == ("Biểu số", {(4, 0)})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_encodings(encoding: str) -> None:
    text = book(f"<Row>{cell('String', 'Huyện')}</Row>")
    text = text.replace('version="1.0"', 'version="1.0" encoding="UTF-16"')
    assert sheet_of(text.encode(encoding)).rows == [["Huyện"]]


def test_a_hidden_sheet_alone_is_no_report() -> None:
    content = book(f"<Row>{cell('Number', '1')}</Row>", "<Visible>SheetHidden</Visible>")
    with pytest.raises(FileRefused) as error:
        open_file("a.xls", content.encode(), LIMIT)
    assert error.value.finding_code == "FIL02"


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
FAR_CELL = cell("Number", "1", 'ss:Index="16384"')
FAR = f'<Row ss:Index="1048576">{FAR_CELL}</Row>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (book("").replace("\n<?mso", f"{BOMB}\n<?mso"), "FIL07"),
        (book("").replace("<Styles>", " " * 9000 + f"{BOMB}<Styles>"), "FIL07"),
        (book("<Row>" + cell("Number", "1") + "</Row>" + FAR), "FIL07"),
        (book(f'<Row ss:Index="9999999999">{cell("Number", "1")}</Row>'), "FIL07"),
        (book("<Row/>" * 3_000_001), "FIL07"),
        (book("<a>" * 300), "FIL01"),
        (book("<Row>"), "FIL01"),
        (book("<Row>&nbsp;</Row>"), "FIL01"),
        (book(""), "FIL02"),
    ],
)  # fmt: skip
def test_what_is_refused(content: str, code: str) -> None:
    with pytest.raises(FileRefused) as error:
        open_file("a.xls", content.encode(), LIMIT)
    assert error.value.finding_code == code
