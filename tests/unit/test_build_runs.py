"""In how many runs of dbt a build is made, and of which periods each."""

from itertools import pairwise

import pytest
from tests.support.landed import land
from tests.support.states import settings_in

from baocao.building.affected import Affected
from baocao.building.records import NodeResult
from baocao.building.runs import merged, runs_of, slices_of

NOTHING = Affected([], [], unplaced=False)


@pytest.fixture
def settings(tmp_path, registry):
    """Return a state in which every period has ten figures, in two batches."""
    settings = settings_in(tmp_path / "home")
    for batch in ("b1", "b2"):
        cells = [
            {"period_code": period.period_code} for period in registry.periods for _ in range(5)
        ]
        land(settings, batch, {"cells": cells})
    return settings


def test_a_short_history_is_made_in_one_run(settings, registry):
    slices = slices_of(settings, registry, 1_000_000)
    assert len(slices) == 1
    (run,) = runs_of(NOTHING, slices, full=True, judged=True)
    assert run.variables == {"periods": [], "periods_looking_back": []}
    assert run.arguments[0] == "build"


def test_every_period_is_in_one_run_and_no_run_has_too_much(settings, registry):
    slices = slices_of(settings, registry, 95)
    codes = [code for one in slices for code in one]
    assert sorted(codes) == sorted({period.period_code for period in registry.periods})
    figures = dict.fromkeys(codes, 0)
    for period in registry.periods:
        figures[period.period_code] += 10
    assert all(sum(figures[code] for code in one) <= 95 for one in slices)
    assert all(
        sum(figures[code] for code in (*one, following[0])) > 95
        for one, following in pairwise(slices)
    )


def test_a_period_with_more_than_a_run_may_have_is_a_run(settings, registry):
    assert all(len(one) == 1 for one in slices_of(settings, registry, 1))


def test_what_a_period_contains_and_what_was_before_it_comes_first(settings, registry):
    place = {
        code: number for number, one in enumerate(slices_of(settings, registry, 60)) for code in one
    }
    codes = [period.period_code for period in registry.periods]
    # A code that several regimes use has a window in each.
    known = [period for period in registry.periods if codes.count(period.period_code) == 1]
    for one in known:
        for other in known:
            inside = one.start_date <= other.start_date and other.end_date <= one.end_date
            if inside or other.end_date < one.start_date:
                assert place[other.period_code] <= place[one.period_code], (one, other)


def test_several_runs_are_judged_once_at_the_end(settings, registry):
    slices = slices_of(settings, registry, 500)
    assert len(slices) > 3
    runs = runs_of(NOTHING, slices, full=True, judged=True)
    assert [run.variables["periods"] for run in runs] == [*slices, []]
    assert [run.variables["periods_looking_back"] for run in runs] == [*slices, []]
    assert [run.arguments[0] for run in runs] == ["build"] * len(slices) + ["test"]
    assert "--select" not in runs[0].arguments
    assert all("--select" in run.arguments for run in runs[1:-1])
    unjudged = runs_of(NOTHING, slices, full=True, judged=False)
    assert unjudged == runs[:-1]


def test_an_increment_without_a_period_makes_the_rows_of_none(settings):
    (run,) = runs_of(NOTHING, [], full=False, judged=True)
    assert run.variables == {"periods": ["-"], "periods_looking_back": ["-"]}


def test_a_node_that_several_runs_made_is_told_once():
    nodes = [NodeResult("a", "success", 1.25), NodeResult("b", "pass", 1), NodeResult("a", "ok", 2)]
    assert merged(nodes) == [NodeResult("a", "ok", 3.25), NodeResult("b", "pass", 1)]
