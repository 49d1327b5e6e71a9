"""What the document of a page says beside its figures: methods, marks, borders of today."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from tests.support.province import VERSION
from tests.support.summary_rows import PERIOD

from baocao.reporting.blocks import Items, Paragraph, Table
from baocao.reporting.summary_document import summary_document
from baocao.reporting.summary_page import Figures, load_summary_page


@pytest.fixture(scope="module")
def page(summarised):
    return load_summary_page(summarised, PERIOD, "06")


def part(page, key):
    return next(one for one in summary_document(page).parts if one.key == key)


def methods(page):
    (items,) = part(page, "methods").blocks
    assert isinstance(items, Items)
    return " ".join(words.vi for words in items.texts)


def annex(page):
    (table,) = part(page, "annex").blocks
    assert isinstance(table, Table)
    return table


def changed(page, **values):
    """Return the page with every figure changed."""
    return replace(page, figures=Figures(row | values for row in page.figures))


def test_parts_are_numbered_in_the_order_of_the_outline(page):
    titles = [(one.key, one.title.vi) for one in summary_document(page).parts if one.level == 3]
    assert [title for key, title in titles if key in ("documents", "reception", "other")] == [
        "1. Công tác lãnh đạo, chỉ đạo và ban hành văn bản",
        "2. Công tác tiếp công dân",
        "7. Chỉ tiêu khác",
    ]
    assert len({key for key, _ in titles}) == len(titles)


def test_what_the_period_does_not_collect_is_no_section_but_is_named(page):
    said = methods(page)
    assert "Không thu thập trong kỳ này: Công tác học tập, quán triệt, tuyên truyền;" in said
    assert not [one for one in summary_document(page).parts if one.key == "study"]


def test_a_frozen_edition_is_named_and_whether_the_figures_are_its_own(page):
    assert "Số liệu của kỳ chưa được chốt." in methods(page)
    frozen_at = datetime(2025, 3, 26, 3, tzinfo=UTC)
    own = {"number": 2, "version": VERSION, "frozen_at": frozen_at}
    said = methods(replace(page, edition=own))
    assert f"đã chốt lần 2 lúc 10:00 ngày 26/3/2025, từ bản công bố {VERSION}." in said
    assert "đọc bản khác" not in said
    assert "đọc bản khác" in methods(replace(page, edition=own | {"version": "v000001"}))


def test_derived_figures_are_marked_and_the_mark_is_explained(page):
    assert "Dấu *" not in methods(page)
    derived = changed(page, is_derived=True)
    assert "Dấu *" in methods(derived)
    assert annex(derived).lines[0].cells[1].vi.endswith("(đảng bộ) *")


def test_the_year_before_on_other_borders_is_shown_and_never_compared(page):
    values = {
        "comparison": "territory",
        "is_comparable": False,
        "previous_value": None,
        "change": None,
        "change_percent": None,
        "restated_value": Decimal(7),
        "restated_units_expected": 20,
        "restated_units_reported": 19,
    }
    merged = replace(changed(page, **values), changes=[])
    (said, *_) = part(merged, "overview").blocks
    assert isinstance(said, Paragraph)
    assert "không so sánh được với cùng kỳ năm trước do địa giới" in said.sentences[-1].vi
    heads = [column.title.vi for column in annex(merged).columns]
    assert heads[-2:] == ["Cùng kỳ, địa giới nay", "Đơn vị cùng kỳ"]
    assert [cell.vi for cell in annex(merged).lines[0].cells[-2:]] == ["7", "19/20"]
    assert "không dùng để tính tăng, giảm" in methods(merged)
    # Told once for the whole report, not again in each section.
    (reception, *_) = part(merged, "reception").blocks
    assert isinstance(reception, Paragraph)
    assert not any("so sánh" in sentence.vi for sentence in reception.sentences)
    (found,) = part(merged, "changes").blocks
    assert isinstance(found, Paragraph)


def test_a_period_without_expected_reports_says_so(page):
    (said, *rest) = part(replace(page, by_form=[]), "overview").blocks
    assert isinstance(said, Paragraph)
    assert "Kỳ này không có báo cáo nào phải nộp." in [one.vi for one in said.sentences]
    assert rest == []


def test_empty_lists_say_that_nothing_is_lacking(page):
    full = replace(page, lacking=[], unit_lists={"no_result": []}, answers=[], changes=[])
    keys = {"no_report": "còn thiếu", "no_result": "Kỳ này", "no_document": "Kỳ này"}
    for key, words in keys.items():
        (said,) = part(full, key).blocks
        assert isinstance(said, Paragraph)
        assert words in said.sentences[0].vi
    complete = replace(page, answers=[page.answers[0] | {"answer": "yes"}])
    assert len(part(complete, "no_document").blocks) == 2
