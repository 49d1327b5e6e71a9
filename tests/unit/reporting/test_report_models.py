"""The `rpt_` models on the small province; its counts are worked out in tests/support."""

from datetime import date
from decimal import Decimal

from baocao.reporting.reading import open_published


def rows(province, sql):
    with open_published(province) as published:
        return [tuple(row.values()) for row in published.rows(sql)]


def test_grid_has_each_expected_report_once(province):
    assert rows(
        province,
        "select form_code, count(*), count(distinct unit_code) from reports.rpt_reporting_grid "
        "where period_code = '2024-A1' group by form_code order by form_code",
    ) == [("F-DVK", 18, 18), ("F-QCDC", 19, 19), ("F-TCD", 16, 16)]


def test_units_stand_under_their_district_or_with_their_kind(province):
    assert rows(
        province,
        "select distinct group_code, group_name_vi, group_sort from reports.rpt_reporting_grid "
        "where period_code = '2024-A1' order by group_sort, group_code",
    ) == [
        ("058", "Thành phố Bắc Kạn", 1),
        ("060", "Huyện Pác Nặm", 1),
        ("AGENCY", "Sở, ban, ngành cấp tỉnh", 5),
        ("PARTY_COMMITTEE", "Đảng bộ trực thuộc tỉnh", 7),
        ("ENTERPRISE", "Doanh nghiệp", 14),
    ]
    assert rows(
        province,
        "select count(distinct unit_code) from reports.rpt_reporting_grid "
        "where group_code = '060' and unit_code <> '060' and parent_unit_code <> '060'",
    ) == [(0,)]


def test_days_late_run_to_receipt_or_to_the_day_of_the_build(province):
    found = dict(
        rows(
            province,
            "select status, min(days_late) || '..' || max(days_late) "
            "from reports.rpt_reporting_grid where period_code = '2025-Q1' group by status",
        )
    )
    # Due on 18/3, built on 17/6: 91 days.
    assert found == {"on_time": None, "late": "2..4", "missing": "91..91", "rejected": "91..91"}


def test_summary_adds_up_in_every_direction(province):
    assert rows(
        province,
        "select expected, received, on_time, late, missing, rejected, not_due, completeness, "
        "timeliness from reports.rpt_reporting_summary "
        "where period_code = '2024-A1' and form_code = '_T' and group_code = '_T'",
    ) == [(53, 45, 40, 5, 5, 3, 0, Decimal("84.91"), Decimal("75.47"))]
    assert rows(
        province,
        "select period_code, (form_code = '_T') as all_forms, (group_code = '_T') as all_groups, "
        "sum(expected), sum(on_time), sum(late), sum(missing), sum(rejected), sum(not_due) "
        "from reports.rpt_reporting_summary where period_code = '2024-A1' "
        "group by all order by all",
    ) == [
        ("2024-A1", forms, groups, 53, 40, 5, 5, 3, 0)
        for forms in (False, True)
        for groups in (False, True)
    ]


def test_reports_not_due_yet_count_in_the_denominator(province):
    assert rows(
        province,
        "select expected, received, not_due, completeness from reports.rpt_reporting_summary "
        "where period_code = '2025-Q2' and form_code = '_T' and group_code = '_T'",
    ) == [(16, 8, 8, 50)]


def test_flags_are_one_row_each_with_names(province):
    ((shown, different),) = rows(
        province, "select count(*), count(distinct flag_id) from reports.rpt_quality_flags"
    )
    assert shown == different
    assert [(shown,)] == rows(province, "select count(*) from marts.fct_quality_flags")
    assert rows(
        province,
        "select check_code, unit_code, unit_name_vi, group_code from reports.rpt_quality_flags "
        "where check_code in ('REP05', 'UNT03', 'FIL01') order by check_code",
    ) == [
        ("FIL01", None, None, "_U"),
        ("REP05", "01800", "Xã Cũ", "_U"),
        ("UNT03", None, None, "_U"),
    ]


def test_the_advice_is_taken_off_the_end_of_the_message(province):
    assert rows(
        province,
        "select distinct finding_vi, finding_en from reports.rpt_quality_flags "
        "where check_code = 'REP05'",
    ) == [("Nội dung của REP05 ở đơn vị 058.", "Finding of REP05 in unit 058.")]


def test_the_layers_of_completeness_are_counted_apart(province):
    assert rows(
        province,
        "select compulsory_expected, compulsory_filled, rules_evaluated, rules_passed, "
        "reports_filled, reports_passed, filled_share, passed_share, completeness_filled, "
        "completeness_passed, days_late from reports.rpt_reporting_summary "
        "where period_code = '2024-A1' and form_code = '_T' and group_code = '_T'",
    ) == [(530, 450, 225, 211, 45, 31, *map(Decimal, ("84.91", "93.78", "84.91", "58.49")), 16)]


def test_personal_data_is_never_shown_as_evidence(province):
    assert rows(
        province,
        "select shown.raw_text, kept.raw_text as kept_text from reports.rpt_quality_flags as shown "
        "inner join marts.fct_quality_flags as kept using (flag_id) "
        "where shown.check_code = 'VAL10'",
    ) == [(None, "0123456789")]


def test_series_names_the_figure_and_its_coverage(province):
    assert rows(
        province,
        "select unit_name_vi, indicator_name_en, measure_vi, units_reported, units_expected, "
        "coverage, start_date from reports.rpt_indicator_series where unit_code = '06' "
        "and indicator_code = 'GQ05' and period_code = '2024-A1'",
    ) == [("Tỉnh Bắc Kạn", "Rate of settlement", "%", 14, 15, Decimal("93.33"), date(2023, 12, 15))]
