"""Usual ranges worked by hand, and what to do where a baseline says little."""

from decimal import Decimal
from typing import Any

import pytest

from baocao.rules.statistic import per_size, related_range, usual_range

# Mean 14, deviations -4, -2, 6; median 12, deviations from it 2, 0, 8.
HISTORY = [Decimal(10), Decimal(12), Decimal(20)]


def _params(method: str, threshold: str, **others: Any) -> dict[str, Any]:
    return {"method": method, "threshold": Decimal(threshold), "min_history": 3} | others


@pytest.mark.parametrize(
    ("method", "threshold", "centre", "low", "high"),
    [
        # The standard deviation of all three is the root of 56 / 3, not of 56 / 2.
        ("zscore", "2", "14", "5.3590", "22.6410"),
        # MAD 2: one step is 2 / 0.6745, 4.047 of them are 12.
        ("modified_zscore", "4.047", "12", "0", "24"),
        ("minmax", "2", "14", "5", "23"),
        ("consistency", "0.33", "14", "9.3800", "18.6200"),
        # The line through (1, 10), (2, 12), (3, 20) is at 4 where the figure stands.
        ("trend", "0.5", "4", "2", "6"),
    ],
)
def test_methods_by_hand(method: str, threshold: str, centre: str, low: str, high: str) -> None:
    found = usual_range(_params(method, threshold), HISTORY)
    assert found is not None
    assert (found.centre, found.low, found.high) == (Decimal(centre), Decimal(low), Decimal(high))
    assert found.holds(found.low)
    assert found.holds(found.high)
    assert not found.holds(found.high + Decimal("0.0001"))


def test_a_period_without_a_figure_keeps_its_place_in_the_trend() -> None:
    gap = [Decimal(10), None, Decimal(20), Decimal(25)]  # at 1, 3 and 4: slope 5, so 5 at 0
    found = usual_range(_params("trend", "0.5"), gap)
    assert found is not None
    assert found.centre == 5


def test_a_short_history_says_nothing() -> None:
    assert usual_range(_params("zscore", "3"), [*HISTORY[:2], None]) is None


@pytest.mark.parametrize("method", ["zscore", "modified_zscore", "minmax"])
def test_figures_that_never_moved_leave_the_allowance(method: str) -> None:
    found = usual_range(_params(method, "3", allowance=10), [Decimal(100)] * 4)
    assert found is not None
    assert (found.low, found.high) == (90, 110)
    strict = usual_range(_params(method, "3"), [Decimal(100)] * 4)
    assert strict is not None
    assert (strict.low, strict.high) == (100, 100)


def test_counts_vary_by_their_root_at_least() -> None:
    found = usual_range(_params("modified_zscore", "5", least_spread="count"), [Decimal(100)] * 4)
    assert found is not None
    assert (found.low, found.high) == (50, 150)


@pytest.mark.parametrize(
    ("value", "history", "is_usual"),
    [
        (30, [20, 20, 20, 20], True),
        (31, [20, 20, 20, 20], False),
        (10, [20, 20, 20, 20], True),
        (9, [20, 20, 20, 20], False),
        (50, [10, 20, 20, 30], True),
        (51, [10, 20, 20, 30], False),
    ],
)
def test_far_is_beyond_both_six_deviations_and_the_allowance(
    value: int, history: list[int], is_usual: bool
) -> None:
    params = _params("modified_zscore", "4.047", allowance=10)
    found = usual_range(params, [Decimal(past) for past in history])
    assert found is not None
    assert found.holds(Decimal(value)) == is_usual


@pytest.mark.parametrize("method", ["consistency", "trend"])
def test_a_share_of_nothing_says_nothing(method: str) -> None:
    assert usual_range(_params(method, "0.2"), [Decimal(0)] * 4) is None


def test_related_figures_bound_each_other() -> None:
    band = {"method": "ratio_band", "low": 1, "high": 2000}
    found = related_range(band, Decimal(3))
    assert (found.low, found.high) == (3, 6000)
    assert not related_range(band, Decimal(0)).holds(Decimal(5))
    assert related_range(band, Decimal(0)).holds(Decimal(0))
    drop = related_range({"method": "drop_out", "low": 0, "high": Decimal("0.9")}, Decimal(40))
    assert (drop.low, drop.high) == (4, 40)


def test_peers_count_for_as_many_households() -> None:
    peers = [(Decimal(2), Decimal(100)), (Decimal(12), Decimal(200)), (Decimal(9), Decimal(0))]
    assert per_size(peers, Decimal(1500)) == [30, 90]
