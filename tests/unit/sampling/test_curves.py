"""Operating curves: counted rightly, and what the chosen points promise."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

import pytest

from baocao.registry import Registry
from baocao.rules import load
from baocao.sampling.curves import Clean, Trial, clean_province, measure
from baocao.sampling.curves_statistics import (
    ALLOWANCE,
    LEAST_HISTORY,
    SIZES,
    WINDOW,
    StatisticDetector,
    detectors,
    poisson,
)

MOST_ALARMS = 5


@dataclass(frozen=True)
class Fixed:
    """A detector that counts what it is told."""

    name: str = "fixed"
    settings: tuple[str, ...] = ("1", "2")
    chosen: str = "2"
    sizes: tuple[str, ...] = ("×2", "×3")

    def trial(self, clean: Clean) -> Trial:
        assert clean.book
        trial = Trial(clean_reports=200)
        trial.alarms.update({"1": 3})
        trial.injected.update({"×2": 4})
        trial.found.update({("1", "×2"): 3, ("2", "×2"): 1})
        return trial


def test_counts_add_up_over_seeds(registry: Registry) -> None:
    (curve,) = measure(registry, [Fixed()], seeds=(1, 2))
    first, second = curve.points
    assert (curve.clean_reports, curve.injected) == (400, {"×2": 8, "×3": 0})
    assert (first.alarms_per_thousand, second.alarms_per_thousand) == (15, 0)
    assert (first.recall, second.recall) == ({"×2": 0.75}, {"×2": 0.25})
    assert (first.is_chosen, second.is_chosen) == (False, True)


@pytest.fixture(scope="module")
def clean(registry: Registry) -> Clean:
    return clean_province(registry, 1)


@pytest.fixture(scope="module")
def chosen() -> list[StatisticDetector]:
    return [one for one in detectors() if one.chosen]


def test_the_chosen_threshold_is_that_of_the_rule(root, registry, chosen) -> None:
    rules = {one.rule_code: one for one in load(root / "expectations", registry).rules}
    params = rules["VAL07"].params
    for one in chosen:
        assert one.method == params["method"]
        assert Decimal(one.chosen) == params["threshold"]
        assert one.is_count == (params["least_spread"] == "count")
    assert (params["window_periods"], params["min_history"]) == (WINDOW, LEAST_HISTORY)
    assert params["allowance"] == ALLOWANCE


@pytest.mark.parametrize("figures", ["sample", "Poisson"])
def test_the_chosen_point_finds_large_jumps_and_hardly_bothers_anybody(
    clean: Clean, chosen: list[StatisticDetector], figures: str
) -> None:
    detector = next(one for one in chosen if one.figures == figures)
    trial = detector.trial(clean)
    assert trial.clean_reports > 500
    assert 1000 * trial.alarms[detector.chosen] <= MOST_ALARMS * trial.clean_reports
    assert trial.found[detector.chosen, "×10"] == trial.injected["×10"] > 200
    found = {size: trial.found[detector.chosen, size] / trial.injected[size] for size in SIZES}
    assert found["×1.5"] < found["×2"] < found["×3"]
    assert found["×3"] > 0.8


def test_looser_thresholds_find_less_and_bother_less(clean: Clean) -> None:
    detector = StatisticDetector("zscore", ("2", "4"), "Poisson")
    trial = detector.trial(clean)
    assert trial.alarms["2"] > trial.alarms["4"] > 0
    assert trial.found["2", "×2"] > trial.found["4", "×2"] > 0


def test_poisson_draws_have_the_mean_and_variance_of_counts() -> None:
    dice = Random(7)  # noqa: S311 (no secret)
    draws = [poisson(dice, 30) for _ in range(4000)]
    mean = sum(draws) / len(draws)
    variance = sum((draw - mean) ** 2 for draw in draws) / len(draws)
    assert mean == pytest.approx(30, abs=0.4)
    assert variance == pytest.approx(30, abs=3)
