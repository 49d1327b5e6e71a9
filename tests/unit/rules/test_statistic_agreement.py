"""The statistical models of the warehouse and the checks in Python agree on random histories."""

from decimal import Decimal
from itertools import product
from typing import Any

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from tests.support.statistic_models import (
    FIRST,
    LATE_ABOVE,
    QUARTERS,
    SEASON,
    SECOND,
    WHOLE,
    World,
    verdicts,
)

from baocao.rules.statistic import (
    BASELINE_METHODS,
    RELATED_METHODS,
    UsualRange,
    per_size,
    related_range,
    usual_range,
)

WINDOWS = {"same_type": 8, "same_number": 2}
THRESHOLDS = {
    "zscore": "2.5",
    "modified_zscore": "4.047",
    "minmax": "2",
    "consistency": "0.33",
    "trend": "0.5",
}
# Peers' figures are divided and multiplied: one step of rounding, times the threshold.
CLOSE = Decimal("0.001")


def _rules() -> dict[str, dict[str, Any]]:
    rules: dict[str, dict[str, Any]] = {}
    choices = product(BASELINE_METHODS, ("history", "peers"), WINDOWS, (None, "count"))
    for number, (method, baseline, comparable, least) in enumerate(choices):
        if (method, baseline) == ("trend", "peers"):  # peers of one period have no trend
            continue
        per = "VH01" if baseline == "peers" and number % 2 else None
        rules[f"{method} {baseline} {comparable} {least}"] = {
            "method": method,
            "baseline": baseline,
            "comparable": comparable,
            "window_periods": WINDOWS[comparable] if baseline == "history" else 1,
            "min_history": 2,
            "threshold": Decimal(THRESHOLDS[method]),
            "allowance": Decimal(number % 3),
            "least_spread": least,
            "per": per,
            "predecessors": "X|A" if number % 4 < 2 else "X",
        }
    for method in RELATED_METHODS:
        low, high = ("0.5", "2") if method == "ratio_band" else ("0", "0.75")
        rules[method] = {
            "method": method,
            "related": "B",
            "low": Decimal(low),
            "high": Decimal(high),
        }
    return rules


RULES = _rules()
FIGURE = st.one_of(st.none(), st.integers(0, 60), st.integers(0, 9000), st.just(20))
SIZE = st.one_of(st.none(), st.integers(0, 3000))


def _grids(count: int) -> st.SearchStrategy[list[list[int | None]]]:
    row = st.lists(FIGURE, min_size=QUARTERS, max_size=QUARTERS)
    return st.lists(row, min_size=count, max_size=count)


WORLDS = st.builds(World, _grids(6), _grids(6), st.lists(SIZE, min_size=6, max_size=6))


def _expected(world: World, params: dict[str, Any], unit: int, quarter: int) -> UsualRange | None:
    if params["method"] in RELATED_METHODS:
        related = world.related[unit][quarter]
        return None if related is None else related_range(params, Decimal(related))
    step = SEASON if params["comparable"] == "same_number" else 1
    earlier = [quarter - step * back for back in range(1, params["window_periods"] + 1)]
    if params["baseline"] == "history":
        inherits = "A" in params["predecessors"].split("|")
        return usual_range(params, [_past(world, unit, one, inherits) for one in earlier])
    if earlier[0] < 0:
        return None
    peers = [(one, world.figure(one, earlier[0])) for one in range(len(world.figures))]
    sizes = world.sizes if params["per"] else [1] * len(peers)
    pairs = [
        (figure, Decimal(sizes[one] or 0))
        for one, figure in peers
        if figure is not None and figure <= LATE_ABOVE
    ]
    size = sizes[unit]
    return usual_range(params, per_size(pairs, Decimal(size))) if size else None


def _past(world: World, unit: int, quarter: int, inherits: bool) -> Decimal | None:
    if unit != WHOLE or quarter < 0 or world.exists(unit, quarter):
        return world.figure(unit, quarter)
    both = [world.figure(one, quarter) for one in (FIRST, SECOND)]
    known = [one for one in both if one is not None]
    return sum(known, Decimal(0)) if inherits and len(known) == len(both) else None


STILL = World([[20] * QUARTERS] * 6, [[0] * QUARTERS] * 6, [100] * 6)
JUMPING = World(
    [[10 + unit + 3 * (quarter % 4) for quarter in range(11)] + [500] for unit in range(6)],
    [[18] * 11 + [None]] * 6,
    [100, 50, 60, 900, 20, None],
)


@settings(
    max_examples=8,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # shrinking a world takes minutes
    suppress_health_check=[HealthCheck.too_slow],
)
@given(WORLDS)
@example(STILL)
@example(JUMPING)
def test_every_verdict_and_range_agrees(world: World) -> None:
    found = verdicts(world, RULES)
    judged = [
        (code, unit, quarter)
        for code in RULES
        for unit in range(6)
        for quarter in range(QUARTERS)
        if world.exists(unit, quarter)
    ]
    assert found.keys() == set(judged)
    for code, unit, quarter in judged:
        value = world.figure(unit, quarter)
        expected = None if value is None else _expected(world, RULES[code], unit, quarter)
        verdict, centre, low, high = found[code, unit, quarter]
        if expected is None or value is None:
            assert verdict == "not_applicable", (code, unit, quarter)
            continue
        assert verdict == ("pass" if expected.holds(value) else "fail"), (code, unit, quarter)
        sides = (expected.centre, expected.low, expected.high)
        for ours, theirs in zip(sides, (centre, low, high), strict=True):
            assert theirs is not None
            assert abs(ours - theirs) <= CLOSE, (code, unit, quarter)


def test_the_worlds_put_every_rule_to_the_test() -> None:
    """Each rule passes something, fails something and leaves something out."""
    seen: dict[str, set[str]] = {code: set() for code in RULES}
    for world in (STILL, JUMPING):
        for (code, *_), (verdict, *_) in verdicts(world, RULES).items():
            seen[code].add(verdict)
    assert {code: kinds for code, kinds in seen.items() if len(kinds) < 3} == {}
