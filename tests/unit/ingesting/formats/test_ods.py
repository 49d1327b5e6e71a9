"""OpenDocument spreadsheets: what is read, and what cannot fill the memory."""

import io
from collections.abc import Mapping
from datetime import date, datetime, time

import pytest
from odf.dc import Creator
from odf.element import Element
from odf.office import Annotation
from odf.opendocument import OpenDocument, OpenDocumentSpreadsheet
from odf.style import Style, TableProperties, TextProperties
from odf.table import Table, TableCell, TableColumn, TableRow
from odf.text import LineBreak, P, S, Span
from tests.unit.ingesting.workbooks import part_of, with_part, zipped

from baocao.ingesting.formats.opening import open_file
from baocao.ingesting.grids import Sheet
from baocao.ingesting.legacy import to_tcvn3, to_vni
from baocao.ingesting.safety import FileRefused

LIMIT = 50 * 2**20
MOMENT = datetime.fromisoformat("2024-03-15T08:30")
MIME = b"application/vnd.oasis.opendocument.spreadsheet"
CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    "<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
    "</office:document-content>"
)


def document(rows: str, before: str = "") -> bytes:
    """Return a spreadsheet of one table, from the XML of its rows."""
    body = f'<table:table table:name="Biểu">{before}{rows}</table:table>'
    return package(CONTENT.format(body=body).encode())


def package(content: bytes, parts: Mapping[str, bytes] | None = None) -> bytes:
    return zipped({"mimetype": MIME, "content.xml": content, **(parts or {})})


def sheet_of(content: bytes) -> Sheet:
    (sheet,) = open_file("a.ods", content, LIMIT).sheets
    return sheet


def refusal(content: bytes) -> str:
    with pytest.raises(FileRefused) as error:
        open_file("a.ods", content, LIMIT)
    return error.value.finding_code


def cell(text: str = "", **attributes: object) -> Element:
    found = TableCell(**attributes)
    if text:
        found.addElement(P(text=text))
    return found


def saved(book: OpenDocument, *tables: Element) -> bytes:
    for table in tables:
        book.spreadsheet.addElement(table)  # pyright: ignore[reportAttributeAccessIssue]
    content = io.BytesIO()
    book.write(content)
    return content.getvalue()


def table_of(*rows: list[Element], **attributes: object) -> Element:
    table = Table(**attributes)
    for cells in rows:
        row = TableRow()
        for one in cells:
            row.addElement(one)
        table.addElement(row)
    return table


def test_values_of_every_type() -> None:
    cells = [
        cell("Huyện Ba Bể"), cell("53.486", valuetype="float", value="53486"),
        cell("97,57%", valuetype="percentage", value="0.9757"),
        cell("15/3", valuetype="date", datevalue="2024-03-15"),
        cell("15/3 8:30", valuetype="date", datevalue="2024-03-15T08:30:00"),
        cell("8:30", valuetype="time", timevalue="PT08H30M00S"),
        cell("ĐÚNG", valuetype="boolean", booleanvalue="true"),
    ]  # fmt: skip
    read = sheet_of(saved(OpenDocumentSpreadsheet(), table_of(cells, name="Biểu 1")))
    assert read.name == "Biểu 1"
    assert read.rows == [
        ["Huyện Ba Bể", 53486.0, 0.9757, date(2024, 3, 15), MOMENT,
         time(8, 30), True]
    ]  # fmt: skip
    assert read.percent == {(0, 2)}


def test_lines_spaces_and_remarks_in_a_cell() -> None:
    paragraph = P(text="một")
    paragraph.addElement(S(c=2))
    paragraph.addElement(Span(text="hai"))
    paragraph.addElement(LineBreak())
    paragraph.addText("ba")
    remark = Annotation()
    remark.addElement(Creator(text="A"))
    remark.addElement(P(text="ước tính"))
    full = TableCell()
    for part in (remark, paragraph, P(text="bốn")):
        full.addElement(part)
    read = sheet_of(saved(OpenDocumentSpreadsheet(), table_of([full], name="B")))
    assert read.rows == [["một  hai\nba\nbốn"]]
    assert read.comments == (((0, 0), "ước tính"),)


def test_formulas_without_a_value_and_links() -> None:
    other = "of:=['file:///C:/Quy1.ods'#$Bieu.A1]"
    three = {"valuetype": "float", "value": "3"}
    cells = [
        cell("3", formula="of:=[.B1]", **three), cell(formula="of:=[.B1]"),
        cell("3", formula=other, **three), cell("3", formula='of:=DDE("a";"b";"c")', **three),
    ]  # fmt: skip
    read = sheet_of(saved(OpenDocumentSpreadsheet(), table_of(cells, name="B")))
    assert (read.valueless, read.linked) == ({(0, 1)}, {(0, 2), (0, 3)})
    error = '<table:table-cell table:formula="of:=1/0" calcext:value-type="error">'
    read = sheet_of(
        document(
            f"<table:table-row>{error}<text:p>#DIV/0!</text:p></table:table-cell></table:table-row>"
        )
    )
    assert (read.rows, read.valueless) == ([["#DIV/0!"]], {(0, 0)})


def test_what_is_hidden() -> None:
    book = OpenDocumentSpreadsheet()
    unseen = Style(name="ta1", family="table")
    unseen.addElement(TableProperties(display="false"))
    book.automaticstyles.addElement(unseen)  # pyright: ignore[reportAttributeAccessIssue]
    table = Table(name="Hiện")
    table.addElement(TableColumn())
    table.addElement(TableColumn(numbercolumnsrepeated="2", visibility="collapse"))
    for text, visibility in (("a", "visible"), ("b", "filter"), ("c", "collapse")):
        row = TableRow(visibility=visibility)
        row.addElement(cell(text))
        row.addElement(cell("x", numbercolumnsrepeated="3"))
        table.addElement(row)
    hidden = table_of([cell("cũ")], name="Ẩn", stylename=unseen)
    opened = open_file("a.ods", saved(book, table, hidden), LIMIT)
    (read,) = opened.sheets
    assert (read.hidden_rows, read.hidden_columns) == ({1, 2}, {1, 2})
    assert [(one.name, one.rows) for one in opened.hidden] == [("Ẩn", [["cũ"]])]


def test_old_fonts_by_style_and_by_letters() -> None:
    book = OpenDocumentSpreadsheet()
    styles = {}
    for number, font in enumerate((".VnTimeH", "VNI-Times")):
        styles[font] = Style(name=f"ce{number}", family="table-cell")
        styles[font].addElement(TextProperties(fontfamily=font))
        book.automaticstyles.addElement(styles[font])  # pyright: ignore[reportAttributeAccessIssue]
    text = "Biểu số"
    cells = [
        cell(to_tcvn3(text), stylename=styles[".VnTimeH"]),
        cell(to_vni(text), stylename=styles["VNI-Times"]),
        cell(to_tcvn3(text)),
        cell(text, stylename=styles["VNI-Times"]),
    ]
    read = sheet_of(saved(book, table_of(cells, name="B")))
    assert read.rows == [["BIỂU SỐ", text, text, text]]
    assert read.converted == {(0, 0), (0, 1), (0, 2)}


def test_blank_rows_and_cells_repeated_to_the_end_are_no_bomb() -> None:
    rows = (
        "<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
        '<table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048574">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert sheet_of(document(rows)).rows == [["a"]]
    twice = rows.replace("<table:table-row><", '<table:table-row table:number-rows-repeated="2"><')
    assert sheet_of(document(twice)).rows == [["a"], ["a"]]


REPEATED = '<table:table-row table:number-rows-repeated="{}"><table:table-cell table:number-columns-repeated="{}"><text:p>a</text:p></table:table-cell></table:table-row>'  # noqa: E501


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (document(REPEATED.format(1_000_000, 16_000)), "FIL07"),
        (document(REPEATED.format(1_000_000, 1) * 3), "FIL07"),
        (document(REPEATED.format(1, 1) * 2, before=REPEATED.format(1_048_576, 1)), "FIL07"),
        (package(b"<!DOCTYPE x [<!ENTITY a 'aa'>]>" + CONTENT.format(body="").encode()), "FIL07"),
        (document("<table:x>" * 1000), "FIL01"),
        (document("<table:table-row>"), "FIL01"),
        (package("<?xml version='1.0' encoding='UTF-16'?><a/>".encode("utf-16")), "FIL01"),
        (document(""), "FIL02"),
        (package(b"<x/>", {"mimetype": b"application/vnd.oasis.opendocument.text"}), "FIL09"),
        (
            package(b"<x/>", {"META-INF/manifest.xml": b"<m><manifest:encryption-data/></m>"}),
            "FIL04",
        ),
        (package(b"<x/>", {"Basic/Standard/Module1.xml": b"<x/>"}), "FIL05"),
        (package(b"<x/>", {"Scripts/python/a.py": b"x"}), "FIL05"),
        (package(b"<" * 4_000_000), "FIL07"),
    ],
)
def test_what_is_refused(content: bytes, code: str) -> None:
    assert refusal(content) == code


def test_styles_that_go_round_in_a_circle() -> None:
    book = saved(OpenDocumentSpreadsheet(), table_of([cell("a")], name="B"))
    style = b'<style:style style:name="%s" style:parent-style-name="%s" style:family="table-cell"/>'
    styles = part_of(book, "styles.xml")
    at = styles.index(b"<office:automatic-styles") if b"<office:automatic-styles" in styles else -1
    assert at > 0
    circle = b"<office:styles>" + style % (b"A", b"B") + style % (b"B", b"A") + b"</office:styles>"
    spoiled = with_part(book, "styles.xml", styles[:at] + circle + styles[at:])
    assert sheet_of(spoiled).rows == [["a"]]
