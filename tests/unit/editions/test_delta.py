import csv
import io
import stat
from decimal import Decimal

import duckdb
import pytest
from openpyxl import load_workbook
from tests.support.versions import publish_next

from baocao.editions import delta_files, freeze, reopen
from baocao.editions.delta import compare
from baocao.editions.store import load_editions

PERIOD = "2025-Q1"
OFFICE = "BK-S1"
KEY = f"period_code = '{PERIOD}' and category_code = '_T'"


def _insert(unit, value):
    """Return a statement by which a report of one figure arrives."""
    return (
        "insert into marts.fct_indicator_values (submission_id, unit_code, form_code, period_code,"
        " indicator_code, category_code, value_status, value, version, is_current, known_from)"
        f" values ('late-{unit}', '{unit}', 'F-TCD', '{PERIOD}', 'TD03', '_T', 'reported',"
        f" {value}, 1, true, '2025-06-16')"
    )


def _add(unit, delta):
    """Return a statement by which a total changes."""
    return (
        f"update marts.fct_indicator_aggregates set value = value + {delta}"
        f" where {KEY} and unit_code = '{unit}' and indicator_code = 'TD03'"
    )


def _next_edition(settings, *statements):
    freeze(settings, PERIOD, OFFICE)
    publish_next(settings, *statements)
    reopen(settings, PERIOD, OFFICE, "Số liệu đến sau")
    return freeze(settings, PERIOD, OFFICE).edition


def _changes(settings):
    found = load_editions(settings, PERIOD)
    return compare(found.edition(1), found.edition(2))


def _brief(change):
    return (change.unit_code, change.old_value, change.new_value, change.delta, change.reason)


def _value(settings, unit, indicator="TD03"):
    edition = load_editions(settings, PERIOD).edition(1)
    ((value,),) = duckdb.execute(
        f"select value from '{edition.file('fct_indicator_values')}'"
        f" where is_current and unit_code = ? and indicator_code = ?",
        [unit, indicator],
    ).fetchall()
    return value


def test_a_late_report_is_listed_with_what_it_added(settings):
    _next_edition(settings, _insert("BK-DU-1", 7))
    (change,) = _changes(settings)
    assert _brief(change) == ("BK-DU-1", None, Decimal(7), None, "late")
    assert change.submission_id == "late-BK-DU-1"
    assert (change.unit_name_vi, change.indicator_name_vi) == (
        "Đảng bộ số 1",
        "Tổng lượt tiếp công dân",
    )


def test_a_re_sent_report_shows_old_new_and_delta(settings):
    edition = _next_edition(
        settings,
        f"update marts.fct_indicator_values set value = value - 3, submission_id = 'again'"
        f" where {KEY} and is_current and unit_code = '058' and indicator_code = 'TD03'",
        _add("058", -3),
        _add("06", -3),
    )
    old = _value(settings, "058")
    reported, *totals = sorted(_changes(settings), key=lambda change: change.kind)
    assert _brief(reported) == ("058", old, old - 3, Decimal(-3), "re_sent")
    assert reported.submission_id == "again"
    # The totals above it changed for the same reason.
    assert [(t.unit_code, t.delta, t.reason) for t in totals] == [
        ("058", Decimal(-3), "re_sent"),
        ("06", Decimal(-3), "re_sent"),
    ]
    assert edition.manifest["delta"]["reasons"] == {"re_sent": 1}


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ([], ["correction_id = 'C1', value_status = 'corrected'"], "corrected"),
        (
            ["correction_id = 'C1', value_status = 'corrected'"],
            ["correction_id = null"],
            "corrected",
        ),
        (
            ["correction_id = 'C1'"],
            ["correction_id = null, submission_id = 'again'"],
            "re_sent",
        ),
        ([], ["submission_id = submission_id"], "restated"),
    ],
    ids=["decided", "expired", "superseded", "no message"],
)
def test_why_a_figure_changed(settings, before, after, reason):
    where = f"where {KEY} and is_current and unit_code = '058' and indicator_code = 'TD03'"
    publish_next(settings, *(f"update marts.fct_indicator_values set {x} {where}" for x in before))
    _next_edition(
        settings,
        *(f"update marts.fct_indicator_values set value = value * 2, {x} {where}" for x in after),
    )
    (change,) = _changes(settings)
    assert (change.unit_code, change.reason) == ("058", reason)


def test_a_rate_has_the_reason_of_its_parts_and_a_total_without_one_was_restated(settings):
    _next_edition(
        settings,
        f"update marts.fct_indicator_values set value = value + 1, submission_id = 'again'"
        f" where {KEY} and is_current and unit_code = '058' and indicator_code = 'GQ03'",
        f"update marts.fct_indicator_aggregates set value = value + 0.5"
        f" where {KEY} and unit_code in ('06', '060') and indicator_code = 'GQ05'",
    )
    totals = {c.unit_code: c.reason for c in _changes(settings) if c.kind == "total"}
    assert totals == {"06": "re_sent", "060": "restated"}


def test_a_total_has_the_reason_of_the_other_periods_that_it_is_made_of(settings):
    """A closing report, or a quarter of a half-year, is sent again: nothing was restated."""
    publish_next(
        settings,
        "insert into marts.fct_figure_sources (unit_code, form_code, period_code,"
        f" part_period_code, scope_code) values ('058', 'F-TCD', '{PERIOD}', '2019-Q4', 's')",
        "insert into marts.dim_figure_scopes (scope_code, indicator_code, category_code)"
        " values ('s', 'TD03', '_T')",
        "insert into marts.fct_total_members (boundary, unit_code, total_unit_code, period_code)"
        f" values ('as_reported', '058', '06', '{PERIOD}')",
        _insert("058", 5).replace(PERIOD, "2019-Q4"),
        _insert("060", 5).replace(PERIOD, "2019-Q4"),
    )
    again = "update marts.fct_indicator_values set value = 9, submission_id = 'again'"
    _next_edition(settings, f"{again} where period_code = '2019-Q4' and value = 5", _add("06", 4))
    reported, total = _changes(settings)
    assert (reported.unit_code, reported.period_code, reported.reason) == (
        "058",
        "2019-Q4",
        "re_sent",
    )
    assert (total.unit_code, total.period_code, total.delta, total.reason) == (
        "06",
        PERIOD,
        4,
        "re_sent",
    )


def test_a_figure_that_went_is_listed_too(settings):
    _next_edition(
        settings,
        f"delete from marts.fct_indicator_values where {KEY} and unit_code = '058'"
        f" and indicator_code = 'TD03' and is_current",
    )
    (change,) = _changes(settings)
    assert (change.new_value, change.delta, change.reason) == (None, None, "re_sent")


def test_the_files_are_safe_to_open_and_say_the_same(settings):
    edition = _next_edition(
        settings,
        _insert("BK-DU-1", 7),
        f"update marts.fct_indicator_values set value = value - 1.5, submission_id = '=1+1'"
        f" where {KEY} and is_current and unit_code = '058' and indicator_code = 'TD03'",
        "update marts.dim_units set name_vi = '=HYPERLINK(\"http://x\")' where unit_code = '058'",
    )
    content = (edition.path / "delta.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    by_unit = {row["unit_code"]: row for row in rows}
    assert by_unit["058"]["unit_name_vi"] == '\'=HYPERLINK("http://x")'
    assert by_unit["058"]["submission_id"] == "'=1+1"
    assert by_unit["058"]["delta"] == "-1.5"
    assert by_unit["058"]["reason_vi"] == "gửi lại"
    assert (by_unit["BK-DU-1"]["old_value"], by_unit["BK-DU-1"]["new_value"]) == ("", "7")

    workbook = load_workbook(edition.path / "delta.xlsx")
    assert workbook.sheetnames == ["Số đơn vị báo cáo", "Số tổng hợp"]
    sheet = workbook["Số đơn vị báo cáo"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    shown = [cell.value for cell in cells]
    assert all(value in shown for value in ("gửi lại", "gửi muộn", -1.5, 7))
    for name in ("delta.csv", "delta.xlsx"):
        assert stat.S_IMODE((edition.path / name).stat().st_mode) == 0o444
    recorded = {file["file"] for file in edition.manifest["delta"]["files"]}
    assert recorded == {"delta.csv", "delta.xlsx"}


def test_editions_that_do_not_follow_each_other_can_be_compared(settings):
    _next_edition(settings, _insert("BK-DU-1", 7))
    publish_next(settings, _insert("BK-DU-2", 8))
    reopen(settings, PERIOD, OFFICE, "Số liệu đến sau")
    freeze(settings, PERIOD, OFFICE)
    found = load_editions(settings, PERIOD)
    changes = compare(found.edition(1), found.edition(3))
    assert {change.unit_code for change in changes} == {"BK-DU-1", "BK-DU-2"}
    assert delta_files.count_reasons(changes) == {"late": 2}
