"""The windows of a period and by when, and by whom, reports for them are due."""

from datetime import UTC, date, datetime

import duckdb
import pytest

from baocao.reporting.language import due_words
from baocao.reporting.reading import Published, period_windows

START, END = date(2025, 12, 15), date(2026, 6, 14)
UNITS, PROVINCE = date(2026, 6, 16), date(2026, 6, 25)


@pytest.fixture
def published():
    """Return a version in which three regimes expect reports, one of them from the province too."""
    connection = duckdb.connect()
    connection.execute("create schema marts")
    connection.execute("create schema reports")
    connection.execute(
        "create table marts.dim_periods (regime text, period_code text, due_date date, "
        "province_due_date date)"
    )
    connection.execute(
        "create table reports.rpt_reporting_grid (regime text, period_code text, start_date date, "
        "end_date date, due_date date)"
    )
    # The law of the third has one day for everybody.
    for regime, province in (("ND09", PROVINCE), ("PARTY", PROVINCE), ("HUONGUOC", UNITS)):
        connection.execute(
            "insert into marts.dim_periods values (?, '2026-S1', ?, ?)", [regime, UNITS, province]
        )
        for due in {UNITS} | ({province} if regime != "PARTY" else set()):
            connection.execute(
                "insert into reports.rpt_reporting_grid values (?, '2026-S1', ?, ?, ?)",
                [regime, START, END, due],
            )
    yield Published("v000001", datetime(2026, 9, 30, tzinfo=UTC), connection)
    connection.close()


def test_the_day_of_the_province_stands_beside_that_of_units(published):
    units, province = period_windows(published, "2026-S1")
    assert units["regimes"] == ["HUONGUOC", "ND09", "PARTY"]
    assert province["regimes"] == ["ND09"]
    assert (units["due_date"], province["due_date"]) == (UNITS, PROVINCE)
    assert [due_words(one).vi for one in (units, province)] == [
        "hạn nộp 16/6/2026",
        "hạn nộp của chính tỉnh 25/6/2026",
    ]
    assert due_words(province).en == "the province's own reports due 25 Jun 2026"
