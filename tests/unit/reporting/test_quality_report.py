import base64
import dataclasses
import hashlib
import re
from html.parser import HTMLParser

import pytest
from openpyxl import load_workbook
from tests.support.province_flags import TEXT_IN_A_CELL

from baocao.errors import UsageError
from baocao.reporting.quality_html import render_html
from baocao.reporting.quality_page import load_quality_page
from baocao.reporting.quality_report import write_quality_report
from baocao.reporting.quality_words import page_facts

VOID = {"meta", "input", "br", "path", "rect", "circle", "use"}


class Outline(HTMLParser):
    """Collects what a test asks about; fails on a tag that is closed by another."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.headings, self.figures, self.current = [], [], [], {}, None

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "data-figure" in dict(attrs):
            self.current = dict(attrs)["data-figure"]

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        if not self.open or tag in ("dd", "span"):
            self.current = None

    def handle_data(self, data):
        if self.current and data.strip():
            self.figures.setdefault(self.current, data.strip())


@pytest.fixture(scope="module")
def page(province):
    return load_quality_page(province, "2024-A1")


@pytest.fixture(scope="module")
def html(page):
    return render_html(page, "vi")


@pytest.fixture(scope="module")
def outline(html):
    parser = Outline()
    parser.feed(html)
    assert parser.open == []
    return parser


def test_key_figures_open_the_page(outline):
    assert outline.figures == {
        "completeness": "84,9%",
        "timeliness": "75,5%",
        "filled_share": "84,9%",
        "passed_share": "93,8%",
        "expected": "53",
        "on_time": "40",
        "late": "5",
        "missing": "5",
        "rejected": "3",
        "not_due": "0",
        "open_flags": "28",
        "completeness_filled": "84,9%",
        "completeness_passed": "58,5%",
        "score": "81,0",
    }


def test_a_rule_that_judged_nobody_is_named(page, html):
    place = "expectations/rules/F-TCD.yml:7"
    lacking = dataclasses.replace(page, refused_rules=[place])
    assert place in page_facts(lacking)[-1].vi
    shown = render_html(lacking, "vi")
    assert shown.count(place) > html.count(place) == 0
    assert "Not compared by the rules that are wrongly written" in shown


def test_headings_step_down_one_level_at_a_time(outline):
    assert outline.headings[0] == 1
    assert outline.headings.count(1) == 1
    steps = zip(outline.headings, outline.headings[1:], strict=False)
    assert all(after - before <= 1 for before, after in steps)


def test_every_header_cell_has_a_scope_and_every_field_a_label(outline):
    assert all("scope" in attrs for tag, attrs in outline.tags if tag == "th")
    assert all(attrs.get("name") for tag, attrs in outline.tags if tag in ("input", "select"))


def test_nothing_is_fetched_and_only_our_script_may_run(html, outline):
    links = [
        attrs[name] for _, attrs in outline.tags for name in ("src", "href") if attrs.get(name)
    ]
    assert all(link.startswith("#") for link in links)
    assert "url(http" not in html
    assert "@import" not in html
    policy = next(a["content"] for t, a in outline.tags if t == "meta" and "http-equiv" in a)
    for kind in ("script", "style"):
        (source,) = re.findall(rf"<{kind}>(.*?)</{kind}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    # The policy would refuse them.
    assert not [attrs for _, attrs in outline.tags if "style" in attrs or "onclick" in attrs]


def test_text_of_a_submitted_file_stays_text(html):
    assert "<script>alert" not in html
    assert TEXT_IN_A_CELL.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;") in html
    assert "0123456789" not in html


def test_the_grid_shows_every_unit_and_every_expected_report(page, html, outline):
    assert page.unit_count == 19
    grid = html[html.index('<section id="grid"') : html.index('<section id="lists"')]
    cells = re.findall(r'<td><span class="state (\w+)"', grid)
    assert len(cells) == 53
    assert {state: cells.count(state) for state in set(cells)} == {
        "on_time": 40,
        "late": 5,
        "missing": 5,
        "rejected": 3,
    }
    # An enterprise owes one form of three, a party committee two.
    assert grid.count('<td class="unasked"') == 2 + 2


def test_lists_run_from_the_longest_overdue(page):
    assert [len(rows) for rows in (page.missing, page.late, page.rejected)] == [5, 5, 3]
    days = [row["days_late"] for row in page.late]
    assert days == sorted(days, reverse=True)


def test_flags_are_counted_by_check_and_severity(page):
    by_check = {row["check_code"]: row["flags"] for row in page.flags_by_check}
    assert by_check["REP01"] == 5
    assert by_check["REP02"] == 5
    assert "VAL07" not in by_check
    assert sum(by_check.values()) == len(page.open_flags)
    by_kind = {row["check_kind"]: row["flags"] for row in page.flags_by_kind}
    assert by_kind == {"intake": 4, "rule": 14, "reporting": 10}
    assert [row["severity"] for row in page.flags_by_severity] == ["block", "error", "warn"]
    assert sum(row["flags"] for row in page.flags_by_severity) == len(page.open_flags)
    assert page.flags_without_period == 1
    assert page.flags[-1]["status"] == "resolved"


def test_the_trend_ends_with_the_period_itself(province):
    page = load_quality_page(province, "2025-Q2")
    assert [row["period_code"] for row in page.trend] == [
        "2024-Q1",
        "2024-Q2",
        "2024-Q3",
        "2024-Q4",
        "2025-Q1",
        "2025-Q2",
    ]


def test_a_sample_says_that_it_is_one_even_where_only_real_units_report(province):
    quarter = load_quality_page(province, "2025-Q1")
    assert "ENTERPRISE" not in [group.code for group in quarter.groups]
    assert "Số liệu mẫu" in render_html(quarter, "vi")


def test_a_real_province_bears_no_such_notice(page):
    real = dataclasses.replace(page, synthetic=False)
    assert "Số liệu mẫu" not in render_html(real, "vi")


def test_one_window_is_said_once(page, html):
    assert len(page.windows) == 1
    assert html.count("hạn nộp 17/12/2024") == 1


def test_the_same_version_gives_the_same_page(province, html):
    assert render_html(load_quality_page(province, "2024-A1"), "vi") == html


def test_a_page_for_a_period_without_reports_is_a_wrong_call(province):
    with pytest.raises(UsageError, match="2024-A1"):
        load_quality_page(province, "2024-S2")


def test_the_page_is_written_where_asked(province, tmp_path):
    target = tmp_path / "new" / "trang.html"
    path, page = write_quality_report(province, "2025-Q1", target, "en")
    assert path == target
    assert page.period_code == "2025-Q1"
    assert target.read_text().lstrip().startswith("<!DOCTYPE html>")
    assert '<html lang="en" data-lang="en">' in target.read_text()


def test_the_workbook_is_the_pages_twin(province, page, tmp_path):
    path, _ = write_quality_report(province, "2024-A1", tmp_path / "a.xlsx", "vi", "xlsx")
    book = load_workbook(path)
    assert book.sheetnames == [
        "Tổng quan",
        "Điểm và xếp hạng",
        "Lưới báo cáo",
        "Muộn và chưa nộp",
        "Số đổi khi gửi lại",
        "Cảnh báo",
    ]
    summary = [row for row in book["Tổng quan"].iter_rows(values_only=True) if row[0] == "Tổng số"]
    assert summary[0][1:8] == (53, 45, 40, 5, 5, 3, 0)
    assert summary[0][8] == pytest.approx(0.8491)
    for sheet in book:
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    flags = list(book["Cảnh báo"].iter_rows(values_only=True))
    assert len(flags) == len(page.flags) + 3
    texts = {value for row in flags for value in row if isinstance(value, str)}
    assert {f"'{TEXT_IN_A_CELL}", "'+tệp lạ.xlsx", "'-Biểu", "DL02.KN"} <= texts
    states = [value for row in book["Lưới báo cáo"].iter_rows(values_only=True) for value in row]
    assert states.count("Đúng hạn") == 40
    assert sum(str(value).startswith("Nộp muộn: ") for value in states) == 5


def test_the_workbook_speaks_english_too(province, tmp_path):
    path, _ = write_quality_report(province, "2024-A1", tmp_path / "a.xlsx", "en", "xlsx")
    assert load_workbook(path).sheetnames == [
        "Summary",
        "Scores and ranks",
        "Reporting grid",
        "Late and missing",
        "Changed when sent again",
        "Flags",
    ]
