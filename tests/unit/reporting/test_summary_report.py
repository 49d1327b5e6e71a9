"""The summary report of the small province: page, workbook and PDF say what the tables say."""

import itertools
import re
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import openpyxl
import pypdf
import pypdfium2
import pytest
from tests.support.province import VERSION
from tests.support.summary_rows import FIGURES, PERIOD

from baocao.errors import UsageError
from baocao.reporting.bar_charts import wrapped
from baocao.reporting.language import number, percent
from baocao.reporting.reading import open_published
from baocao.reporting.summary_page import load_summary_page
from baocao.reporting.summary_report import write_summary_report


class Cells(HTMLParser):
    """The words of each table row in one language, by the section they stand in."""

    def __init__(self, language):
        super().__init__()
        self.other = "en" if language == "vi" else "vi"
        self.section, self.rows, self.skipped = "", {}, 0

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "section":
            self.section = values["id"]
        elif tag == "tr":
            self.rows.setdefault(self.section, []).append([])
        elif tag in ("td", "th"):
            self.rows[self.section][-1].append("")
        elif tag == "span" and values.get("class") == self.other:
            self.skipped += 1

    def handle_endtag(self, tag):
        if tag == "span" and self.skipped:
            self.skipped -= 1

    def handle_data(self, data):
        rows = self.rows.get(self.section)
        if rows and rows[-1] and not self.skipped:
            rows[-1][-1] += data.strip()


def annex(path, language):
    """Return the annex's rows by code."""
    parser = Cells(language)
    parser.feed(path.read_text(encoding="utf-8"))
    return {row[0]: row for row in parser.rows["annex"][1:]}


@pytest.fixture(scope="module")
def written(summarised, tmp_path_factory):
    """Return the report written in every format and language, by `<language>.<format>`."""
    folder = tmp_path_factory.mktemp("written")
    paths = {}
    for kind in ("html", "xlsx", "pdf"):
        for language in ("vi", "en"):
            path = folder / f"{language}.{kind}"
            write_summary_report(summarised, PERIOD, path, "06", language, kind)
            paths[path.name] = path
    return paths


def pdf_text(path):
    return " ".join(" ".join(p.extract_text() for p in pypdf.PdfReader(path).pages).split())


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_annex_shows_every_published_figure_with_its_coverage(written, language):
    rows = annex(written[f"{language}.html"], language)
    assert len(rows) == len(FIGURES)
    for (indicator, category), ((value, reported, *_), _) in FIGURES.items():
        row = rows[indicator if category == "_T" else f"{indicator}.{category}"]
        shown = percent if indicator in ("GQ05", "DVK04", "VH03") else number
        unknown = "chưa có số liệu" if language == "vi" else "no figure yet"
        decimals = 2 if shown is percent else 0
        assert row[2] == (
            unknown if value is None else shown(Decimal(value), decimals)[language]
        ), indicator
        assert row[5] == f"{reported}/16"


def test_changes_stand_beside_the_figures_they_are_made_of(written):
    rows = annex(written["vi.html"], "vi")
    assert rows["TD03"][6:] == ["1.700", "16/16", "+27", "+1,6%"]
    assert rows["DL02"][6:] == ["120", "16/16", "−20", "−16,7%"]
    assert rows["GQ05"][2:] == [
        "50,00%", "5", "10", "16/16", "75,25%", "16/16", "−25,25", "–"
    ]  # fmt: skip
    assert rows["TD04"][6:] == ["0", "16/16", "+30", "–"]
    assert rows["TD05"][6:] == ["5", "16/16", "−5", "−100,0%"]
    assert rows["TD06"][6:] == ["0", "16/16", "0", "–"]
    assert rows["VB01"][6:] == ["5", "16/16", "–", "–"]
    assert rows["DVK04"][6:] == ["chưa có số cùng kỳ", "0/16", "–", "–"]
    assert rows["TD01"][6:] == ["9", "16/16", "–", "–"]


def test_figures_restated_on_other_borders_never_enter(written):
    assert "999" not in written["vi.html"].read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_the_narrative_says_what_is_known(written, kind):
    path = written[f"vi.{kind}"]
    text = pdf_text(path) if kind == "pdf" else path.read_text(encoding="utf-8")
    for said in (
        "Toàn tỉnh đã tiếp 1.727 lượt công dân, tăng 27 lượt (1,6%) so với cùng kỳ (16/16 đơn vị).",
        (
            "Không ghi nhận đoàn đông người nào, cùng kỳ năm trước là 5 đoàn "
            "(mới có số liệu của 15/16 đơn vị)."
        ),
        "theo loại đơn: khiếu nại (60), tố cáo (40; 14/16 đơn vị).",
        "đạt 96,00% (96/100), đạt mục tiêu 95,00% (16/16 đơn vị).",
        "Chưa tính được tỷ lệ hộ đăng ký",
        "Có 1/4 đơn vị được giao đã ban hành văn bản triển khai “Văn bản mẫu”",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Bắc Kạn, ngày",
    ):
        assert said in text, said


def test_the_reports_counted_are_those_of_the_province(written, summarised):
    page = load_summary_page(summarised, PERIOD)
    with open_published(summarised) as published:
        (counts,) = published.rows(
            "select count(*) as expected, count(*) filter (where status = 'missing') as missing, "
            "count(*) filter (where status in ('on_time', 'late')) as received "
            "from marts.fct_reporting_status where period_code = $period",
            {"period": PERIOD},
        )
    assert {key: page.reports[key] for key in counts} == counts
    text = written["vi.html"].read_text(encoding="utf-8")
    assert f"Đã nhận {counts['received']}/{counts['expected']} báo cáo phải nộp" in text
    with open_published(summarised) as published:
        (flags,) = published.rows(
            "select count(*) as open_errors from marts.fct_quality_flags as flags "
            "where period_code = $period and status = 'open' and severity in ('error', 'block') "
            "and exists (select 1 from marts.fct_reporting_status as reports "
            "where reports.unit_code = flags.unit_code and reports.form_code = flags.form_code "
            "and reports.period_code = flags.period_code)",
            {"period": PERIOD},
        )
    assert page.open_errors == flags["open_errors"] > 0
    assert f"còn {page.open_errors} cảnh báo ở mức sai" in text
    lacking = [row for row in page.lacking if row["status"] == "missing"]
    assert len(lacking) == counts["missing"]


def test_lists_name_the_units(summarised):
    page = load_summary_page(summarised, PERIOD)
    (listed,) = page.unit_lists.values()
    assert [(row["unit_code"], row["whole"], row["part"], row["rest"]) for row in listed] == [
        ("058", 6, 4, 2),
        ("060", 3, None, None),
    ]
    assert [(row["unit_code"], row["answer"]) for row in page.unimplemented] == [
        ("060", "no"),
        ("BK-S1", "blank"),
        ("BK-S2", "no_report"),
    ]
    # From 20 up, so 5 to none is not a change of 100 percent worth listing.
    assert [row["indicator_code"] for row in page.changes] == ["DL02", "TD03"]


def test_an_indicator_outside_the_outline_is_shown_and_its_name_stays_text(written):
    html = written["vi.html"].read_text(encoding="utf-8")
    assert "<b>chỉ tiêu lạ" not in html
    assert "&lt;b&gt;chỉ tiêu lạ&lt;/b&gt;" in html
    assert "=1+1 <b>chỉ tiêu lạ</b>" in pdf_text(written["vi.pdf"])
    sheet = openpyxl.load_workbook(written["vi.xlsx"])["Chỉ tiêu"]
    (cell,) = [row[1] for row in sheet.iter_rows() if row[0].value == "XX01"]
    assert (cell.value, cell.data_type) == ("'=1+1 <b>chỉ tiêu lạ</b>", "s")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_workbook_holds_figures_as_numbers(written, language):
    workbook = openpyxl.load_workbook(written[f"{language}.xlsx"])
    assert len(workbook.sheetnames) == 6
    header, *rows = [
        row
        for row in workbook.worksheets[1].iter_rows(values_only=True)
        if row[1] is not None
    ]  # fmt: skip
    found = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    value, before, change = header[3], header[4], header[5]
    assert (found["TD03"][value], found["TD03"][before], found["TD03"][change]) == (1727, 1700, 27)
    assert found["TD01"][value] is None
    assert found["TD05"][value] == 0
    # A list says beside its title what it lists, or why it is empty.
    assert workbook.worksheets[4]["A2"].value.startswith("2 ")
    assert all(
        cell.data_type != "f" for sheet in workbook for row in sheet.iter_rows() for cell in row
    )


@pytest.mark.parametrize(
    ("language", "title", "subject"),
    [
        ("vi", "Báo cáo tổng hợp quý I năm 2025, tỉnh Bắc Kạn", "quý I năm 2025"),
        ("en", "Summary report, Q1 2025, Tỉnh Bắc Kạn (en)", "Q1 2025"),
    ],
)
def test_the_pdf_is_tagged_text_on_a4_with_page_numbers(written, language, title, subject):
    reader = pypdf.PdfReader(written[f"{language}.pdf"])
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == title
    assert subject in reader.pages[0].extract_text()
    sizes = {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages}
    assert sizes == {(595, 842), (842, 595)}
    for place, page in enumerate(reader.pages[1:], start=2):
        assert page.extract_text().split()[0] == str(place)


def test_the_pdf_shows_ink_and_no_letter_is_missing(written):
    document = pypdfium2.PdfDocument(written["vi.pdf"])
    for page in document:
        bitmap = page.render(scale=1, grayscale=True)
        shades = bytes(bitmap.buffer)
        assert min(shades) < 80
    pages: Any = pypdf.PdfReader(written["vi.pdf"]).pages
    fonts = {font["/BaseFont"] for page in pages for font in page["/Resources"]["/Font"].values()}
    assert all("LibertinusSerif" in font for font in map(str, fonts)), fonts


def test_every_picture_of_the_page_says_in_words_what_it_shows(written):
    html = written["vi.html"].read_text(encoding="utf-8")
    pictures = re.findall(r"<svg .*?</svg>", html, re.DOTALL)
    assert len(pictures) >= 4
    names = re.findall(r'<(?:title|desc|pattern) id="([^"]+)"', html)
    assert len(names) == len(set(names))
    for picture in pictures:
        assert 'role="img"' in picture
        ((titled, described),) = re.findall(r'labelledby="(\S+) (\S+)"', picture)
        assert f'<title id="{titled}">' in picture
        assert re.search(rf'<desc id="{described}">[^<]*\d', picture)
    # What is unknown is not drawn as nothing.
    assert not any("Lượt tiếp thường xuyên" in picture for picture in pictures)


def test_headings_step_down_one_level_at_a_time(written):
    levels = [int(level) for level in re.findall(r"<h(\d)", written["vi.html"].read_text())]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_nothing_is_fetched_and_only_our_script_may_run(written):
    html = written["vi.html"].read_text(encoding="utf-8")
    assert "default-src 'none'" in html
    assert not re.search(r"""(src|href)=["'](?!#)""", html)
    assert " style=" not in html


@pytest.mark.parametrize("kind", ["html", "xlsx", "pdf"])
def test_the_same_version_gives_the_same_bytes(written, summarised, tmp_path, kind):
    again, _ = write_summary_report(
        summarised, PERIOD, tmp_path / f"again.{kind}", "06", "vi", kind
    )
    assert again.read_bytes() == written[f"vi.{kind}"].read_bytes()


def test_the_method_names_the_version_and_the_window(written):
    html = written["vi.html"].read_text(encoding="utf-8")
    assert f"Bản công bố {VERSION}" in html
    assert "từ ngày 15/12/2024 đến hết ngày 14/3/2025" in html
    assert "as_reported" in html


def test_labels_are_cut_between_words():
    assert wrapped("một hai ba", 7) == ["một hai", "ba"]
    assert wrapped("dàihơngiớihạn x", 5) == ["dàihơngiớihạn", "x"]
    assert wrapped("", 5) == [""]


@pytest.mark.parametrize(
    ("period", "unit", "told"),
    [("2019-Q1", None, "2025-Q1"), (PERIOD, "99", "06"), (PERIOD, "058", "06")],
)
def test_a_period_or_unit_without_figures_is_a_wrong_call(summarised, period, unit, told):
    with pytest.raises(UsageError, match=told):
        load_summary_page(summarised, period, unit)
