"""The league table on the small province, and on rows made for one question each."""

from datetime import date
from decimal import Decimal

import pytest
from tests.support.province import publish_province
from tests.support.province_rows import units
from tests.support.scores import score
from tests.support.states import settings_in

from baocao.reporting.reading import open_published

WEIGHTS = {
    "submitted": Decimal(30),
    "timely": Decimal(20),
    "filled": Decimal(20),
    "passed": Decimal(30),
}
TABLE = "reports.rpt_league_table"


def rows(settings, sql):
    with open_published(settings) as published:
        return published.rows(sql)


def reported(unit, period, **differing):
    """Return a report in time without a fault, but for what differs."""
    end = date(int(period[:4]), 3 * int(period[6]), 14)
    return {
        "unit_code": unit,
        "unit_type": "COMMUNE",
        "form_code": "F-TCD",
        "form_version": "1",
        "period_code": period,
        "period_type": "Q",
        "regime": "ND09",
        "sender_unit_code": unit,
        "submission_id": f"{unit}{period}",
        "status": "on_time",
        "compulsory_expected": 10,
        "compulsory_filled": 10,
        "rules_evaluated": 4,
        "rules_failed": 0,
        "binding_evaluated": 4,
        "binding_failed": 0,
        "weight_owed": 20,
        "weight_passed": 20,
        "end_date": end,
        "due_date": end,
    } | differing


MISSING = {
    "status": "missing", "submission_id": None, "compulsory_filled": 0, "weight_passed": 0,
    "rules_evaluated": 0, "binding_evaluated": 0,
}  # fmt: skip
NOT_DUE = MISSING | {"status": "not_due"}
LATE = {"status": "late", "days_late": 3}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Return a province of six communes and two agencies, each with a case of its own."""
    known = [unit["unit_code"] for unit in units(6) if unit["unit_type"] == "COMMUNE"][1:7]
    best, equal, late, broken, gone, waiting = known
    reports = [
        reported(best, "2025-Q1"),
        reported(equal, "2025-Q1"),
        reported(late, "2025-Q1", **LATE),
        reported(broken, "2025-Q1", weight_passed=10, binding_failed=1),
        reported(gone, "2025-Q1", **MISSING),
        reported(waiting, "2025-Q1", **NOT_DUE),
        # The quarter before, for a trend; one form more makes another comparison.
        reported(best, "2024-Q4", **LATE),
        reported(equal, "2024-Q4"),
        reported(equal, "2024-Q4", form_code="F-QCDC"),
        reported(gone, "2024-Q4"),
        reported("BK-S1", "2025-Q1", unit_type="AGENCY"),
        reported("BK-S2", "2025-Q1", unit_type="AGENCY", **LATE),
    ]
    settings = settings_in(tmp_path_factory.mktemp("told"))
    publish_province(settings, others={"fct_reporting_status": reports, "fct_quality_flags": []})
    found = rows(settings, f"select * from {TABLE} where period_code = '2025-Q1'")
    return dict(
        zip(known, ("best", "equal", "late", "broken", "gone", "waiting"), strict=True)
    ), found


def by_name(told, *columns):
    names, found = told
    return {
        names[row["unit_code"]]: tuple(row[column] for column in columns)
        for row in found
        if row["unit_code"] in names
    }


def test_equal_scores_share_a_rank_and_the_next_is_skipped(told):
    assert by_name(told, "score", "rank_no", "tied_units", "peers") == {
        "best": (100, 1, 2, 5),
        "equal": (100, 1, 2, 5),
        "broken": (85, 3, 1, 5),
        "late": (80, 4, 1, 5),
        "gone": (0, 5, 1, 5),
    }


def test_a_unit_with_nothing_due_is_not_judged_and_makes_the_table_provisional(told):
    assert "waiting" not in by_name(told, "score")
    assert set(by_name(told, "peers_not_judged", "is_provisional").values()) == {(1, True)}


def test_units_are_compared_within_their_type_and_few_are_not_ranked(told):
    _, found = told
    agencies = [row for row in found if row["unit_type"] == "AGENCY"]
    assert sorted((row["score"], row["rank_no"], row["peers"]) for row in agencies) == [
        (80, None, 2),
        (100, None, 2),
    ]
    assert {row["is_provisional"] for row in agencies} == {False}


def test_the_trend_is_against_the_same_forms_of_the_same_kind_of_period(told):
    assert by_name(told, "previous_period_code", "previous_score", "score_change") == {
        "best": ("2024-Q4", 80, 20),
        "equal": (None, None, None),
        "gone": ("2024-Q4", 100, -100),
        "late": (None, None, None),
        "broken": (None, None, None),
    }


def test_few_reports_are_marked_with_how_far_they_can_be_trusted(told):
    assert set(by_name(told, "is_small").values()) == {(True,)}
    intervals = by_name(told, "score_low", "score_high")
    assert intervals["best"] == (Decimal("20.7"), Decimal("100.0"))
    assert intervals["gone"] == (Decimal("0.0"), Decimal("79.3"))


def test_every_score_of_the_province_follows_from_its_parts(province):
    """Against plain Python, for each unit itself and for each with all below it."""
    reports = rows(province, "select * from marts.fct_report_quality")
    tree = rows(province, "select * from marts.int_unit_ancestors where is_total")
    above: dict[tuple, list[str]] = {}
    for row in tree:
        key = (row["regime"], row["period_code"], row["unit_code"])
        above.setdefault(key, []).append(row["ancestor_unit_code"])
    groups: dict[tuple, list[dict]] = {}
    for report in reports:
        unit, period = report["unit_code"], report["period_code"]
        groups.setdefault((unit, "own", period), []).append(report)
        for total in above.get((report["regime"], period, unit), []):
            groups.setdefault((total, "tree", period), []).append(report)
    scores = rows(province, "select * from marts.fct_quality_scores")
    columns = ("submitted_share", "timely_share", "filled_share", "passed_share", "score")
    found = {
        (row["unit_code"], row["extent"], row["period_code"]): {c: row[c] for c in columns}
        for row in scores
    }
    assert found == {key: score(group, WEIGHTS) for key, group in groups.items()}
    assert {extent for _, extent, _ in found} == {"own", "tree"}
    assert len({row["score"] for row in scores}) > 10


def test_the_year_adds_up_the_periods_that_ended_so_far(province):
    reports = rows(
        province,
        "select * from marts.fct_report_quality where unit_code = '058' "
        "and period_code in ('2024-Q1', '2024-Q2', '2024-Q3')",
    )
    ((found),) = rows(
        province,
        "select year_score, year_reports_owed, score from reports.rpt_league_table "
        "where unit_code = '058' and period_code = '2024-Q3'",
    )
    assert found["year_score"] == score(reports, WEIGHTS)["score"]
    assert found["year_reports_owed"] == 3


def test_sending_is_never_worse_than_not_sending():
    """Whatever is wrong with a report: each share of what was owed can only grow."""
    missing = {**dict.fromkeys(("reports_submitted", "timely", "cells_filled", "weight_passed"), 0)}
    owed = {"reports_owed": 1, "timely_owed": 1, "cells_owed": 10, "weight_owed": 20}
    other = {**owed, "reports_submitted": 1, "timely": 1, "cells_filled": 10, "weight_passed": 20}
    without = score([other, {**owed, **missing}], WEIGHTS)["score"]
    for cells in range(11):
        for judged in range(0, 21, 5):
            for passed in range(0, judged + 1, 5):
                sent = {**owed, "weight_owed": judged, "reports_submitted": 1, "timely": 0}
                sent |= {"cells_filled": cells, "weight_passed": passed}
                assert score([other, sent], WEIGHTS)["score"] >= without
