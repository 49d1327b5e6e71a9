"""The quality score on the upload page: the unit's own, with its parts, and nobody else's."""

import re
from datetime import date

import pytest
from tests.support.desks import REFORM, Bench
from tests.support.province import publish_province
from tests.unit.reporting.test_league_table import LATE, reported

MINE, OTHER = "01840", "05860"


@pytest.fixture
def published(bench: Bench) -> Bench:
    """Return a desk beside a published version with scores of two communes."""
    reports = [
        reported(MINE, "2026-Q1"),
        reported(MINE, "2026-Q2", weight_passed=10, binding_failed=1),
        # The code was another commune's before the reform.
        reported(MINE, "2025-Q1", **LATE),
        reported(OTHER, "2026-Q2", weight_passed=13, binding_failed=1),
    ]
    units = [
        {"scheme": "DVHC", "unit_code": code, "name_vi": code, "unit_type": "COMMUNE", "level": 3}
        | {"valid_from": start, "valid_to": end}
        for code, start, end in (
            (MINE, date(2013, 1, 1), REFORM),
            (MINE, REFORM, None),
            (OTHER, REFORM, None),
        )
    ]
    years = [
        {"regime": "ND09", "period_code": code, "reporting_year": int(code[:4])}
        for code in ("2025-Q1", "2026-Q1", "2026-Q2")
    ]
    tables = {"fct_reporting_status": reports, "dim_units": units, "dim_periods": years}
    publish_province(bench.settings(), others={**tables, "fct_quality_flags": []})
    return bench


def lines(page: str) -> list[list[str]]:
    """Return the words of each line of the table of scores."""
    table = re.search(r'<table class="rows scores".*?</table>', page, re.DOTALL)
    rows = re.findall(r"<tr data-period.*?</tr>", table[0], re.DOTALL) if table else []
    return [re.sub(r"<[^>]+>", " ", row).split() for row in rows]


def test_a_unit_sees_its_own_scores_and_their_parts(published: Bench) -> None:
    shown = lines(published.office(MINE).get("/").text)
    few = ["có", "1", "báo", "cáo", "đến", "hạn:", "ít", "nên", "dễ", "thay", "đổi"]
    assert shown == [
        ["Quý", "II", "năm", "2026", *few, "85,0", "100%", "100%", "100%", "50%", "−15", "–"],
        ["Quý", "I", "năm", "2026", *few, "100,0", "100%", "100%", "100%", "100%", "–", "–"],
    ]


def test_nobody_sees_those_of_another_unit(published: Bench) -> None:
    page = published.office(OTHER).get("/").text
    assert [line[-7] for line in lines(page)] == ["89,5"]
    assert "85,0" not in page


def test_before_anything_is_published_there_is_no_score(bench: Bench) -> None:
    page = bench.office(MINE).get("/")
    assert page.status_code == 200
    assert lines(page.text) == []
