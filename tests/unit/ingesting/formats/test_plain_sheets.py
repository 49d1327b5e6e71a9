"""Plain sheets are read as the reader of cells reads them, or not at all."""

import datetime as dt
from collections import Counter
from io import BytesIO
from random import Random

import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st
from tests.fuzz.spoiling import spoiled_bytes, spoiled_part, spoiled_texts
from tests.unit.ingesting.workbooks import part_of, with_part

from baocao.ingesting.formats import plain_sheets, sheet_xml, xlsx
from baocao.ingesting.formats.package import parts_of
from baocao.ingesting.refusing import FileRefused
from baocao.ingesting.text import fold
from baocao.registry import Registry
from baocao.sampling.writing_out import SampleRange, write_sample
from baocao.settings import Settings
from baocao.templating import template

LIMIT = 50 * 2**20
SHEET, STRINGS, STYLES = (
    "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml",
)  # fmt: skip
NAME_TWICE = 'name="Biểu &amp; phụ lục"'.encode()


def written() -> bytes:
    """Return a workbook with all that a plain sheet may hold, a hidden sheet and formats."""
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        percent = book.add_format({"num_format": "0.0%"})
        sheet, other = book.add_worksheet("Biểu & phụ lục"), book.add_worksheet("mark")
        sheet.write_row("B3", ["Mã đơn vị: <05500>", 'a & "b"', " khoảng trắng ", "dòng\nmới"])
        sheet.write_row("A5", [1, -2.5, 1e21, 0.1, 0])
        sheet.write("C6", 0.5, percent)
        sheet.write_blank("Z9", None, percent)
        sheet.write_formula("D7", "=SUM(A5:B5)", value=-1.5)  # pyright: ignore
        sheet.write_formula("E7", "=B3", value="x")  # pyright: ignore
        sheet.set_row(11, 30)
        other.write("AB999", "xa")
        other.hide()
    return target.getvalue()


def both_ways(content: bytes) -> tuple[object, object]:
    """Return what a workbook holds, read plainly (None for not at all) and by the reader."""
    inspected = xlsx.inspect(content, parts_of(content, LIMIT))
    read = []
    for way in (lambda: xlsx._plainly(inspected), lambda: xlsx._decode(content)):
        try:
            found = way()
            read.append(found and repr([sheet[:3] for sheet in found]))
        except FileRefused as refusal:
            read.append(refusal.finding_code)
    return read[0], read[1]


def test_all_that_is_plain_reads_as_the_reader_reads_it() -> None:
    plain, read = both_ways(written())
    assert plain is not None
    assert plain == read


def test_texts_are_at_hand_where_they_stand() -> None:
    content = written()
    for sheet in xlsx.read(content, parts_of(content, LIMIT)):
        places = [
            (row, column, value, fold(value))
            for row, values in enumerate(sheet.rows)
            for column, value in enumerate(values)
            if value and isinstance(value, str)
        ]
        assert sheet.texts == places


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        # A date is no number; a format that nobody knows may be one.
        (STYLES, b'formatCode="0.0%"', b'formatCode="dd/mm/yyyy"'),
        (STYLES, b"<cellXfs ", b"<cellXfs/><cellXfs "),
        (SHEET, b'<c r="A5">', b'<c r="A5" s="99">'),
        (SHEET, b'<c r="A5">', b'<c r="A5" t="b">'),
        (SHEET, b'<c r="A5"><v>1</v>', b'<c r="A5" t="inlineStr"><is><t>1</t></is>'),
        (SHEET, b'<c r="A5"><v>1</v>', b'<c r="A5"><v>1_0</v>'),
        (SHEET, b'<c r="A5"><v>1</v>', b'<c r="A5" t="s"><v>99</v>'),
        (SHEET, b'<c r="A5"><v>1</v>', b'<c r="A5" t="e"><v>#REF!</v>'),
        (SHEET, b'<c r="A5"><v>1</v>', b'<c r="A5"><v/>'),
        # Cells in another order, twice, far away, without a reference.
        (SHEET, b'<c r="A5">', b'<c r="G5">'),
        (SHEET, b'<c r="A5">', b'<c r="B5">'),
        (SHEET, b'<c r="A5">', b'<c r="A5000">'),
        (SHEET, b'<c r="A5">', b"<c>"),
        (SHEET, b'<c r="A5">', b'<!--<c r="A4"><v>7</v></c>--><c r="A5">'),
        (SHEET, b"<sheetData>", b"<x:sheetData xmlns:x='y'><sheetData>"),
        (SHEET, b"<dimension ", b"<dimension <"),
        (STRINGS, b"<si><t>x", b"<si><r><t>x</t></r></si><si><t>x"),
        (STRINGS, b"<t>xa", b"<t>x_x000D_a"),
        (STRINGS, b"<t>xa", b"<t>x&#97;"),
        (STRINGS, b"<t>xa", b"<t>x\r\na"),
        (STRINGS, b"<t>xa</t>", b"<t></t>"),
        (STRINGS, b"<t>xa</t>", b"<t/>"),
        ("xl/workbook.xml", b'name="mark"', NAME_TWICE),
        ("xl/_rels/workbook.xml.rels", b'Target="sharedStrings.xml"', b'Target="other.xml"'),
        ("_rels/.rels", b"</Relationships>", b"<"),
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_the_reader(part: str, old: bytes, new: bytes) -> None:
    content = written()
    changed = part_of(content, part).replace(old, new, 1)
    assert changed != part_of(content, part)
    assert both_ways(with_part(content, part, changed))[0] is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<f>B3</f>", b"<f>[1]S!B3</f>"),
        (b"<f>B3</f>", b"<f>'file:///a.xlsx'!B3</f>"),
        (b"<f>B3</f>", b"<f>A&amp;[1]S!B3</f>"),
        (b"<f>B3</f>", b"<f>T[2024]</f>"),
        (b"<f>B3</f>", b'<f t="shared" si="0" ref="E7">[1]S!B3</f>'),
        (b"<v>-1.5</v>", b"<v></v>"),
        (b"<v>x</v>", b"<v></v>"),
        (b"<v>x</v>", b"<v>#REF!</v>"),
        (b'<row r="7" ', b'<row r="7" hidden="1" '),
        (b"x", b"x"),
    ],
)  # fmt: skip
def test_what_is_said_of_plain_formulas_is_what_a_look_says(old: bytes, new: bytes) -> None:
    xml = part_of(written(), SHEET)
    assert old in xml
    xml = xml.replace(old, new)
    _, extent, marks = xlsx._sheet(xml, frozenset())
    assert (extent, marks) == sheet_xml.look(xml, frozenset())


RULES = (
    '<dataValidation type="list" error="b" sqref="A1:B2"><formula1>0</formula1></dataValidation>',
    '<dataValidation sqref="A1"><formula1>"có,không"</formula1></dataValidation>',
)
PIECES = [
    *RULES, "<dataValidations>", "</dataValidations>", "</worksheet>",
    "<a b='", "'/>", "<?x ", "?>",
    '<dataValidation sqref="A1"><formula1>0</formula1><formula2>&amp;</formula2></dataValidation>',
    '<dataValidation error="b" error="c" sqref="A1"></dataValidation>',
    '<dataValidation prompt="&lt;" sqref="A1"></dataValidation>', '<dataValidation sqref="A1"/>',
    '<dataValidation prompt="\x01" sqref="A1"></dataValidation>',
    '<dataValidation sqref="A1"><formula1>]]></formula1></dataValidation>',
    '<dataValidation sqref="A1"><f>0</f></dataValidation>', "<row hidden='1'/>",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=5))
@example(["<dataValidations>", *RULES, "</dataValidations>"])
def test_rules_for_what_may_be_typed_say_nothing_of_a_sheet(pieces: list[str]) -> None:
    xml = "</v></c></row></sheetData>" + "".join(pieces) + "</worksheet>"
    without = plain_sheets._RULES.sub(plain_sheets._ANY_RULES, xml)
    rest = [plain_sheets._rest(one, "<worksheet>") for one in (xml, without)]
    assert rest[0] == rest[1]


def test_a_table_of_units_is_read_like_others_of_its_size() -> None:
    xml = "</v></c></row></sheetData><dataValidations>{}</dataValidations></worksheet>"
    tables = [xml.format("".join(rules)) for rules in (RULES, 99 * RULES)]
    assert len({plain_sheets._RULES.sub(plain_sheets._ANY_RULES, one) for one in tables}) == 1


def test_a_wrong_check_sum_is_left_to_the_reader() -> None:
    content = bytearray(written())
    # The first check-sum in the directory at the end.
    at = content.index(b"PK\x01\x02") + 16
    content[at] ^= 1
    assert both_ways(bytes(content))[0] is None


def test_dates_are_told_from_numbers() -> None:
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"default_date_format": "dd/mm/yyyy"}) as book:
        book.add_worksheet().write_row("A1", [45000, dt.date(2026, 9, 30)])
    plain, read = both_ways(target.getvalue())
    assert plain is None
    assert "datetime.date(2026, 9, 30)" in str(read)


def test_the_sample_and_templates_are_plain(tmp_path, settings: Settings) -> None:
    registry = Registry.load(settings.seeds)
    wanted = SampleRange(first="2024-Q1", last="2024-Q1")
    write_sample(settings, tmp_path / "inbox", tmp_path / "truth.csv", wanted)
    books = [path.read_bytes() for path in sorted(tmp_path.rglob("*.xlsx"))[:40]]
    books.append(template(registry, "F-TCD", "BK-TTR", "2024-Q1", settings.now))
    ways = Counter()
    for content in books:
        try:
            plain, read = both_ways(content)
        except FileRefused:
            continue
        ways[plain is not None] += 1
        assert plain in (None, read)
    assert ways[True] > 9
    assert ways[False] == 0


def test_spoiled_workbooks_read_alike() -> None:
    content, same = written(), 0
    for seed in range(600):
        random = Random(seed)  # noqa: S311
        spoil = random.choice([spoiled_bytes, spoiled_part, spoiled_texts])
        try:
            plain, read = both_ways(spoil(content, random))
        except FileRefused:
            continue
        assert plain in (None, read), seed
        same += plain is not None
    assert same > 50
