"""What builds measure like, and what the suites on drift and freshness make of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import duckdb
import pytest
from tests.support.states import settings_in

from baocao.building.records import Build
from baocao.quality import measures, suites

NOW = datetime(2026, 9, 30, 17, tzinfo=UTC)
REPORTS = 40


def _build(number: int, now: datetime = NOW) -> Build:
    return Build(f"build{number}", now.isoformat(), "2026-10-01", [], "hash", full=True)


def _marts(
    connection: duckdb.DuckDBPyConnection, units: int, share_blank: float, mean: int
) -> None:
    """Make marts with one item of one form in five quarters."""
    connection.execute("drop schema if exists marts cascade; create schema marts")
    connection.execute(
        "create table marts.dim_periods as "
        "select '2025-Q' || i as period_code, 'Q' as period_type, "
        "date '2025-01-01' + (i * 90)::integer as end_date from range(1, 6) as r(i)"
    )
    connection.execute(
        "create table marts.fct_reporting_status as "
        "select 'U' || u as unit_code, 'F' as form_code, period_code, "
        "'on_time' as status, date '2026-09-20' as due_date "
        "from marts.dim_periods, range($units) as r(u)",
        {"units": units},
    )
    connection.execute(
        "create table marts.fct_indicator_values as select form_code, period_code, "
        "'A' as indicator_code, '_T' as category_code, "
        "case when row_number() over (partition by period_code order by unit_code) "
        "<= $blank * $units then 'missing' else 'reported' end as value_status, "
        "case when value_status = 'reported' then $mean end as value, null as known_to "
        "from marts.fct_reporting_status",
        {"blank": share_blank, "units": units, "mean": mean},
    )
    connection.execute(
        "create table marts.fct_submissions as select timestamptz '2026-09-20 00:00:00Z' "
        "as received_at"
    )


@pytest.fixture
def settings(tmp_path, root):
    return replace(settings_in(tmp_path), expectations=root / "expectations", now=NOW)


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        opened.execute("set timezone = 'UTC'")
        yield opened


def _measure(connection, settings, build, *marts, keep=True):
    _marts(connection, *marts)
    connection.execute("drop schema if exists memory.builds cascade")
    measures.show_measures(connection, settings, build)
    if keep:
        measures.keep_measures(connection, settings, build)


def _asked(connection, settings, name):
    suite = next(one for one in suites.load(settings.expectations) if one.name == name)
    relation = connection.execute(suite.source)
    names = [column[0] for column in relation.description]
    rows = [dict(zip(names, row, strict=True)) for row in relation.fetchall()]
    broken = []
    for one in suite.expectations:
        low, high = one.kwargs.get("min_value"), one.kwargs.get("max_value")
        for row in rows:
            value = row[one.kwargs["column"]]
            if all(row[column] in wanted for column, wanted in one.where.items()) and (
                value is not None
                and ((low is not None and value < low) or (high is not None and value > high))
            ):
                broken.append((one.severity, row))
    return rows, broken


def test_the_first_build_has_nothing_to_be_compared_with(connection, settings):
    _measure(connection, settings, _build(1), REPORTS, 0.0, 10)
    for name in ("marts_drift", "marts_drift_figures"):
        assert _asked(connection, settings, name)[1] == []
    assert _asked(connection, settings, "marts_drift")[0] == []


def test_a_build_like_the_former_ones_does_not_drift(connection, settings):
    for number in range(3):
        _measure(connection, settings, _build(number), REPORTS, 0.1, 10 + number)
    rows, broken = _asked(connection, settings, "marts_drift")
    assert broken == []
    assert {"marts.fct_submissions", "F 2025-Q1"} & {row["subject"] for row in rows}
    rows, broken = _asked(connection, settings, "marts_drift_figures")
    assert broken == []
    assert {row["compared_with"] for row in rows} == {"former builds", "earlier periods"}


@pytest.mark.parametrize(
    ("marts", "suite", "severities"),
    [
        # A third of all reports lost; then nearly all.
        ((28, 0.0, 10), "marts_drift", {"warning"}),
        ((10, 0.0, 10), "marts_drift", {"warning", "critical"}),
        # Twice and a half as many.
        ((100, 0.0, 10), "marts_drift", {"warning"}),
        # Blanks, or figures ten times as large, where there were none.
        ((REPORTS, 0.3, 10), "marts_drift_figures", {"warning"}),
        ((REPORTS, 0.0, 100), "marts_drift_figures", {"warning"}),
    ],
)
def test_what_drifts_is_told_by_how_grave_it_is(connection, settings, marts, suite, severities):
    for number in range(3):
        _measure(connection, settings, _build(number), REPORTS, 0.0, 10)
    _measure(connection, settings, _build(9), *marts, keep=False)
    assert {severity for severity, _ in _asked(connection, settings, suite)[1]} == severities


def test_one_bad_build_does_not_become_what_is_usual(connection, settings):
    for number in range(3):
        _measure(connection, settings, _build(number), REPORTS, 0.0, 10)
    _measure(connection, settings, _build(9, NOW + timedelta(hours=1)), REPORTS, 0.0, 100)
    after = _build(10, NOW + timedelta(hours=2))
    _measure(connection, settings, after, REPORTS, 0.0, 10)
    assert _asked(connection, settings, "marts_drift_figures")[1] == []


def test_the_newest_period_is_compared_with_the_ones_before(connection, settings):
    _marts(connection, REPORTS, 0.0, 10)
    connection.execute(
        "update marts.fct_indicator_values set value = 90 where period_code = '2025-Q5'"
    )
    measures.show_measures(connection, settings, _build(1))
    ((severity, row),) = _asked(connection, settings, "marts_drift_figures")[1]
    assert (severity, row["compared_with"], row["period_code"]) == (
        "warning",
        "earlier periods",
        "2025-Q5",
    )


def test_only_the_last_builds_are_kept(connection, settings):
    for number in range(measures.KEPT + 3):
        _measure(connection, settings, _build(number, NOW + timedelta(minutes=number)), 1, 0.0, 1)
    kept = sorted(path.stem for path in (settings.warehouse / "measures").iterdir())
    assert len(kept) == measures.KEPT
    assert kept[-1].endswith(f"build{measures.KEPT + 2}")


@pytest.mark.parametrize(
    ("built", "received", "broken"),
    [
        (NOW, NOW, set()),
        (NOW - timedelta(days=5), NOW, {"days since the build"}),
        (
            NOW,
            NOW - timedelta(days=40),
            {"days since a file arrived while reports were due"},
        ),
    ],
)
def test_old_figures_are_told(connection, settings, built, received, broken):
    _marts(connection, 1, 0.0, 10)
    connection.execute("update marts.fct_submissions set received_at = ?", [received])
    measures.show_measures(connection, settings, _build(1, built))
    found = {row["measured"] for _, row in _asked(connection, settings, "marts_freshness")[1]}
    assert found == broken


def test_nobody_is_late_where_nothing_is_due(connection, settings):
    _marts(connection, REPORTS, 0.0, 10)
    connection.execute("update marts.fct_reporting_status set due_date = ?", [date(2026, 5, 1)])
    measures.show_measures(connection, settings, _build(1))
    rows, _ = _asked(connection, settings, "marts_freshness")
    assert [row["days"] for row in rows if "file" in row["measured"]] == [None]
