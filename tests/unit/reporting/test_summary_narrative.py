"""Sentences of the summary report: what may be said of a figure, in both languages."""

from decimal import Decimal

import pytest

from baocao.reporting.language import Text
from baocao.reporting.summary_narrative import (
    change_clause,
    common_reason,
    document_sentences,
    section_sentences,
    sentence,
    topic,
)
from baocao.reporting.summary_outline import Section, Statement
from baocao.reporting.summary_page import Figures

SAYS = Statement(
    "TD03",
    Text("Đã tiếp {value} lượt", "{value} [person was|persons were] received"),
    Text("Không tiếp lượt nào", "Nobody was received"),
    with_parts=False,
)
RATE = Statement("GQ05", Text("Tỷ lệ đạt {value}", "The rate was {value}"), None, with_parts=False)


def figure(value, previous=None, comparison=None, **others):
    """Return a figure of which all 16 units reported, unless told otherwise."""
    compared = comparison or ("no_previous" if previous is None else "comparable")
    change = None if compared != "comparable" or value is None else Decimal(value - previous)
    percent = round(100 * change / previous, 1) if change is not None and previous else None
    return {
        "indicator_code": "TD03",
        "indicator_name_vi": "Tổng lượt tiếp công dân",
        "indicator_name_en": "Total receptions",
        "category_code": "_T",
        "measure_vi": "lượt",
        "kind": "flow",
        "direction": "higher",
        "decimals": 0,
        "value": None if value is None else Decimal(value),
        "numerator": None,
        "denominator": None,
        "units_expected": 16,
        "units_reported": 16,
        "previous_value": None if previous is None else Decimal(previous),
        "comparison": "unknown" if value is None else compared,
        "change": change,
        "change_percent": percent,
        "target_value": None,
    } | others


def rate(value, previous=None, **others):
    parts = {"kind": "rate", "decimals": 2, "numerator": Decimal(1), "denominator": Decimal(2)}
    return figure(Decimal(value), previous and Decimal(previous), **(parts | others))


@pytest.mark.parametrize(
    ("row", "vi", "en"),
    [
        (
            figure(1727, 1700),
            "Đã tiếp 1.727 lượt, tăng 27 lượt (1,6%) so với cùng kỳ (16/16 đơn vị).",
            "1,727 persons were received, up 27 (1.6%) on the year before (16 of 16 units).",
        ),
        (
            figure(90, 120),
            "Đã tiếp 90 lượt, giảm 30 lượt (25,0%) so với cùng kỳ (16/16 đơn vị).",
            "90 persons were received, down 30 (25.0%) on the year before (16 of 16 units).",
        ),
        (
            figure(1, 1),
            "Đã tiếp 1 lượt, bằng cùng kỳ (16/16 đơn vị).",
            "1 person was received, as many as a year before (16 of 16 units).",
        ),
        (
            figure(7, 0),
            "Đã tiếp 7 lượt, cùng kỳ năm trước không có (16/16 đơn vị).",
            "7 persons were received, against none a year before (16 of 16 units).",
        ),
        (
            figure(0, 7),
            "Không tiếp lượt nào, cùng kỳ năm trước là 7 lượt (16/16 đơn vị).",
            "Nobody was received, against 7 a year before (16 of 16 units).",
        ),
        (
            figure(0, 0),
            "Không tiếp lượt nào, cùng kỳ năm trước cũng không có (16/16 đơn vị).",
            "Nobody was received, as a year before (16 of 16 units).",
        ),
        (
            figure(0, 7, units_reported=15),
            "Không tiếp lượt nào, cùng kỳ năm trước là 7 lượt (mới có số liệu của 15/16 đơn vị).",
            "Nobody was received, against 7 a year before (only 15 of 16 units have reported).",
        ),
        (
            figure(None, 7, units_reported=0),
            "Chưa có số liệu về tổng lượt tiếp công dân (0/16 đơn vị báo cáo).",
            "No figure yet on total receptions (0 of 16 units reported).",
        ),
        (
            figure(9),
            "Đã tiếp 9 lượt, chưa có số liệu cùng kỳ năm trước để so sánh (16/16 đơn vị).",
            "9 persons were received, with no figure of a year before to compare (16 of 16 units).",
        ),
        (
            figure(9, comparison="territory"),
            (
                "Đã tiếp 9 lượt, không so sánh được với cùng kỳ năm trước do thay đổi địa giới "
                "(16/16 đơn vị)."
            ),
            (
                "9 persons were received, not comparable with the year before because the "
                "territory changed (16 of 16 units)."
            ),
        ),
        (
            figure(9, 5, "definition", break_note_vi="tính cả cấp xã", break_note_en="communes"),
            (
                "Đã tiếp 9 lượt, không so sánh được với cùng kỳ năm trước do thay đổi cách tính: "
                "tính cả cấp xã (16/16 đơn vị)."
            ),
            (
                "9 persons were received, not comparable with the year before because the "
                "definition changed: communes (16 of 16 units)."
            ),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isascii() else "",
)
def test_a_count_is_told_as_far_as_it_is_known(row, vi, en):
    assert sentence(SAYS, row, []) == Text(vi, en)


@pytest.mark.parametrize(
    ("row", "vi", "en"),
    [
        (
            rate("50.25", "49.75"),
            "Tỷ lệ đạt 50,25% (1/2), tăng 0,50 điểm phần trăm so với cùng kỳ (16/16 đơn vị).",
            (
                "The rate was 50.25% (1 of 2), up 0.50 percentage points on the year before "
                "(16 of 16 units)."
            ),
        ),
        (
            rate("0.00", "0.00"),
            "Tỷ lệ đạt 0,00% (1/2), bằng cùng kỳ (16/16 đơn vị).",
            "The rate was 0.00% (1 of 2), the same as a year before (16 of 16 units).",
        ),
        (
            rate("0.00", "5.00"),
            "Tỷ lệ đạt 0,00% (1/2), giảm 5,00 điểm phần trăm so với cùng kỳ (16/16 đơn vị).",
            (
                "The rate was 0.00% (1 of 2), down 5.00 percentage points on the year before "
                "(16 of 16 units)."
            ),
        ),
        (
            figure(None, kind="rate", decimals=2, units_reported=3),
            (
                "Chưa tính được tổng lượt tiếp công dân: mẫu số chưa biết hoặc bằng 0 "
                "(3/16 đơn vị báo cáo)."
            ),
            (
                "Not computed: total receptions; the denominator is unknown or 0 "
                "(3 of 16 units reported)."
            ),
        ),
    ],
    ids=["up", "equal", "to zero", "no denominator"],
)
def test_a_rate_changes_in_points_and_shows_its_parts(row, vi, en):
    assert sentence(RATE, row, []) == Text(vi, en)


@pytest.mark.parametrize(
    ("others", "clause"),
    [
        ({}, ", đạt mục tiêu 95,00%"),
        ({"value": Decimal("94.99")}, ", chưa đạt mục tiêu 95,00%"),
        ({"value": Decimal("94.99"), "direction": "lower"}, ", đạt mục tiêu 95,00%"),
        ({"direction": "neutral"}, ", mục tiêu là 95,00%"),
        # Who has not reported may yet make up the difference: no verdict.
        ({"value": Decimal("94.99"), "units_reported": 15}, ", mục tiêu là 95,00%"),
    ],
)
def test_a_target_is_met_or_not_only_where_all_have_reported(others, clause):
    row = rate("96.00", target_value=Decimal(95)) | others
    assert clause in sentence(RATE, row, [], compare=False).vi


def test_a_breakdown_keeps_its_lists_apart_and_says_what_is_missing():
    def part(code_list, name, value, reported=16):
        return figure(
            value,
            units_reported=reported,
            category_code=name,
            category_name_vi=name,
            category_name_en=name,
            code_list=code_list,
        )

    parts = [
        part("CL_DVK_FIELD", "Kinh tế", 6),
        part("CL_DVK_FIELD", "Văn hóa", None, 0),
        part("CL_DVK_HOLDER", "Tập thể", 9, 14),
        part("CL_NEW", "Khác", 1),
    ]
    told = {
        "CL_DVK_FIELD": Text("theo lĩnh vực", "by field"),
        "CL_DVK_HOLDER": Text("theo chủ thể", "by who carries it out"),
    }
    figures = Figures(parts, told)
    said = Statement("TD03", SAYS.says, SAYS.zero, with_parts=True)
    assert sentence(said, figure(9), figures.parts("TD03"), compare=False).vi == (
        "Đã tiếp 9 lượt (16/16 đơn vị); theo lĩnh vực: kinh tế (6), văn hóa (chưa có số liệu; "
        "0/16 đơn vị); theo chủ thể: tập thể (9; 14/16 đơn vị); trong đó: khác (1)."
    )


def test_what_nothing_can_be_compared_for_is_said_once():
    rows = [figure(3, comparison="territory"), figure(None), figure(4, comparison="territory")]
    assert common_reason(rows) == "territory"
    assert common_reason([*rows, figure(4, 3)]) is None
    assert common_reason([*rows, figure(4)]) is None
    assert common_reason([figure(4, 3)]) is None
    assert common_reason([figure(4, 3, "definition")]) is None
    section = Section("x", Text("X", "X"), ("TD",), (SAYS,), (), None)
    figures = Figures([figure(3, comparison="territory")])
    assert [said.vi for said in section_sentences(section, figures)] == [
        "Đã tiếp 3 lượt (16/16 đơn vị).",
        (
            "Các số liệu trên không so sánh được với cùng kỳ năm trước do địa giới của tỉnh đã "
            "thay đổi."
        ),
    ]
    assert len(section_sentences(section, figures, said="territory")) == 1


def test_a_section_is_silent_about_what_its_period_does_not_ask():
    section = Section("x", Text("X", "X"), ("GQ",), (RATE,), (), None)
    assert section_sentences(section, Figures([figure(3)])) == []


def test_answers_on_a_document_are_counted_among_those_addressed():
    answers = [
        {"document_code": "V", "document_name_vi": "Văn bản", "document_name_en": "Document"}
        | {"answer": answer}
        for answer in ("yes", "yes", "no", "no_report")
    ]
    (said,) = document_sentences(answers)
    assert said.vi == (
        "Có 2/4 đơn vị được giao đã ban hành văn bản triển khai “Văn bản”; "
        "1 đơn vị trả lời chưa có; 1 đơn vị chưa có báo cáo."
    )
    assert "2 of the 4 units addressed" in said.en


def test_names_begin_small_within_a_sentence_but_abbreviations_stay():
    assert topic(figure(1)).vi == "tổng lượt tiếp công dân"
    assert topic(figure(1, indicator_name_vi="UBND xã")).vi == "UBND xã"


def test_an_equal_figure_is_no_change_whatever_its_sign():
    assert change_clause(figure(5, 5)).vi == ", bằng cùng kỳ"
