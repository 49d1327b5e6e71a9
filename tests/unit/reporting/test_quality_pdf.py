"""The printed quality report, and what reports sent again changed, wherever it is shown."""

import re
import sys
from dataclasses import replace
from typing import Any

import pypdf
import pypdfium2
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from tests.support import sent_again
from tests.support.province import publish_province
from tests.support.province_flags import TEXT_IN_A_CELL, quality_flags
from tests.support.province_rows import AS_OF, reports, units
from tests.support.states import settings_in

from baocao.cli.reading import trace
from baocao.reporting.blocks import Paragraph, Part, Printed
from baocao.reporting.language import Text, same
from baocao.reporting.pdf import UNKNOWN_LETTER, UNKNOWN_LETTERS, displayable, typeset
from baocao.reporting.quality_page import load_quality_page
from baocao.reporting.quality_report import write_quality_report
from baocao.reporting.quality_words import page_facts
from baocao.reporting.trace import trace_figure

PERIOD = sent_again.PERIOD
# Letters that no font of ours has, one that ends a line, one that rings a bell.
HOSTILE = "中文 😀\n\x07 #set text(size: 99pt) $x$ *đậm*"


def _other_province():
    """Return a province of the country whose units report elsewhere, with a lower code."""
    province = next(iter(units(0)))
    return province | {"unit_code": "01", "name_vi": "Thành phố Hà Nội", "name_en": "Hanoi"}


def _tables():
    flags = quality_flags(list(reports(list(units(6)))))
    hostile = [
        flag | {"actual": HOSTILE} if flag["check_code"] == "VAL11" else flag for flag in flags
    ]
    return {
        **sent_again.tables(),
        "fct_quality_flags": hostile,
        "dim_units": [_other_province(), *units(6)],
    }


@pytest.fixture(scope="module")
def resent(tmp_path_factory):
    """Return settings under which the province with a report sent again is published."""
    settings = settings_in(tmp_path_factory.mktemp("resent"))
    publish_province(settings, others=_tables())
    return settings


@pytest.fixture(scope="module")
def printed(resent, tmp_path_factory):
    folder = tmp_path_factory.mktemp("printed")
    return {
        lang: write_quality_report(resent, PERIOD, folder / f"{lang}.pdf", lang, "pdf")[0]
        for lang in ("vi", "en")
    }


def words_of(path):
    pages = (page.extract_text() for page in pypdf.PdfReader(path).pages)
    return re.sub(r"\s+", " ", " ".join(pages))


@pytest.mark.parametrize(
    ("lang", "title"),
    [("vi", "Chất lượng báo cáo năm 2024"), ("en", "Reporting quality, year 2024")],
)
def test_the_pdf_is_tagged_text_on_a4_with_page_numbers(printed, lang, title):
    reader = pypdf.PdfReader(printed[lang])
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == lang
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == title
    sizes = {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages}
    assert sizes == {(595, 842), (842, 595)}
    for place, page in enumerate(reader.pages[1:], start=2):
        assert page.extract_text().split()[0] == str(place)
    for page in pypdfium2.PdfDocument(printed[lang]):
        assert min(bytes(page.render(scale=1, grayscale=True).buffer)) < 80


def test_it_says_what_the_page_says(printed, resent):
    page = load_quality_page(resent, PERIOD)
    text = words_of(printed["vi"])
    for said in (
        "Tỉnh Bắc Kạn · Báo cáo chất lượng số liệu",
        "Số liệu từ 15/12/2023 đến 14/12/2024, hạn nộp 17/12/2024",
        "Đã nhận 45 trên 53 báo cáo phải nộp, 40 báo cáo đúng hạn.",
        "Tỷ lệ nộp 84,9% 45/53",
        "Tổng số 53 45 40 5 5 3 0 84,9% 75,5%",
        "Chưa nộp (5)",
        "Nộp muộn (5)",
        "Bị từ chối (3)",
        "28 cảnh báo chưa xử lý",
        "Phụ lục A. Cảnh báo và chứng cứ",
        "Phụ lục B. Lưới báo cáo",
    ):
        assert said in text, said
    assert all(unit.name.vi in text for group in page.groups for unit in group.units)
    grid = text[text.index("Phụ lục B") :]
    assert grid.count("Đúng hạn") == page.total["on_time"]
    assert grid.count("Chưa nộp") == page.total["missing"]
    assert "45 of 53 expected reports have arrived" in words_of(printed["en"])


def test_another_province_of_the_country_is_not_named(resent):
    assert load_quality_page(resent, PERIOD).province == Text("Tỉnh Bắc Kạn", "Tỉnh Bắc Kạn (en)")


def test_text_of_a_submitted_file_is_shown_and_does_nothing(printed):
    text = words_of(printed["vi"])
    mark = UNKNOWN_LETTER
    assert f"Tìm thấy: {mark}{mark} {mark} {mark} #set text(size: 99pt) $x$ *đậm*." in text
    assert "0123456789" not in text
    assert TEXT_IN_A_CELL not in text, "evidence in print is what was found and where it stands"


def test_every_letter_that_is_let_through_can_be_shown():
    """Typst writes no file where one is missing, so none may be: tried with all of them."""
    everything = [chr(code) for code in range(sys.maxunicode) if not 0xD800 <= code < 0xE000]
    letters = [letter for letter in everything if not UNKNOWN_LETTERS.match(letter)]
    assert len(letters) > 2000
    assert {"ễ", "Đ", "−", "→", "\u0303"} <= set(letters)
    part = Part("all", same("Chữ"), 2, [Paragraph([same(f"a{letter}") for letter in letters])])
    document = Printed(same("T"), same("P"), None, [part])
    heading = {"kind": same("K"), "facts": [same("F")]}
    assert typeset("quality.typ", document, heading, "vi", AS_OF).startswith(b"%PDF")
    assert displayable("Xã\tĐồng\x00\u202e") == f"Xã Đồng{UNKNOWN_LETTER}{UNKNOWN_LETTER}"


def test_the_same_version_gives_the_same_bytes(printed, resent, tmp_path):
    again, _ = write_quality_report(resent, PERIOD, tmp_path / "again.pdf", "vi", "pdf")
    assert again.read_bytes() == printed["vi"].read_bytes()


def test_a_report_sent_again_shows_on_page_sheet_and_paper(resent, printed, tmp_path):
    changes = load_quality_page(resent, PERIOD).changes
    assert [(row["indicator_code"], row["old_value"]) for row in changes] == [
        ("GQ01", None),
        ("GQ02", None),
        ("GQ03", None),
        ("TD03", sent_again.FIRST),
    ]
    new = int(changes[-1]["new_value"])
    assert f"TD03 999 {new} {new - 999}" in words_of(printed["vi"])
    assert "1 báo cáo gửi lại đã đổi 4 số" in words_of(printed["vi"])

    path, _ = write_quality_report(resent, PERIOD, tmp_path / "a.html")
    html = path.read_text("utf-8")
    section = html[html.index('<section id="changes"') : html.index('<section id="flags"')]
    assert section.count('<th scope="row">') == 4
    assert re.search(rf">999<.*?>{new}<.*?>{new - 999}<", section, re.DOTALL)
    assert section.count("–</td>") == 6

    path, _ = write_quality_report(resent, PERIOD, tmp_path / "a.xlsx", "en", "xlsx")
    rows = list(load_workbook(path)["Changed when sent again"].iter_rows(values_only=True))
    assert [row[6:9] for row in rows if row[4] == "TD03"] == [(999, new, new - 999)]


def test_a_period_without_any_says_so(resent):
    quarter = load_quality_page(resent, "2025-Q1")
    assert quarter.changes == []


def test_trace_tells_what_was_changed_of_its_cells(resent, monkeypatch):
    found = trace_figure(resent, "06", "TD03", PERIOD)
    assert [(row["unit_code"], row["old_value"]) for row in found.changes] == [("058", 999)]
    assert trace_figure(resent, "060", "TD03", PERIOD).changes == []
    monkeypatch.setenv("BAOCAO_HOME", str(resent.home))
    printed = (
        CliRunner()
        .invoke(trace, ["--unit", "058", "--indicator", "TD03", "--period", PERIOD])
        .output
    )
    assert "Các số trên đã đổi khi báo cáo được gửi lại:" in printed
    assert re.search(r"\tTD03\t_T\t999\t\d+\t-\d+\t2\t", printed)


def test_an_edition_stands_among_the_facts(resent):
    page = replace(load_quality_page(resent, PERIOD), edition=Text("Chốt lần 1", "Edition 1"))
    assert page_facts(page)[-1] == Text("Chốt lần 1", "Edition 1")
