"""The statistical checks in Python: which range of a figure is usual.

The reference that examples are run on; the warehouse works with SQL, and a test holds both to each
other on random histories. docs/methods.md gives every definition with its source.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from statistics import linear_regression, median, pstdev
from typing import Any

from baocao.rules.evaluating import FAIL, NOT_APPLICABLE, PASS
from baocao.rules.model import HISTORY, PREDECESSORS, SEASON, Rule

# What makes the median absolute deviation of normal figures comparable with their standard
# deviation, rounded as Iglewicz and Hoaglin print it.
NORMAL_SHARE = Decimal("0.6745")
STEP = Decimal("0.0001")
HALF = Decimal("0.5")
RELATED_METHODS = ("ratio_band", "drop_out")
BASELINE_METHODS = ("zscore", "modified_zscore", "minmax", "consistency", "trend")


@dataclass(frozen=True)
class UsualRange:
    """From where to where a figure is usual, both ends included, and around what."""

    centre: Decimal
    low: Decimal
    high: Decimal

    def holds(self, value: Decimal) -> bool:
        """Return whether a figure is usual."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Spread:
    """What a baseline says: around what, and how far one step of the threshold goes."""

    method: str
    centre: Decimal
    unit: Decimal

    def usual(self, threshold: Decimal, allowance: Decimal) -> UsualRange:
        """Return the usual range; `allowance` is what a figure may always be off by."""
        allowed = max(_rounded(threshold * self.unit), allowance)
        low, high = self.centre - allowed, self.centre + allowed
        if self.method == "minmax":
            low, high = _whole(low), _whole(high)
        return UsualRange(self.centre, max(low, Decimal(0)), high)


def usual_spread(
    method: str, baseline: Sequence[Decimal | None], is_count: bool = False
) -> Spread | None:
    """Return centre and spread of the figures compared with.

    Args:
        method: one of BASELINE_METHODS.
        baseline: the latest first; None stands for a period without a figure.
        is_count: whether a count is judged of what happens as it likes, which varies by its square
            root at least.

    Returns:
        None where a share of the centre is asked for and the centre is 0.
    """
    figures = [one for one in baseline if one is not None]
    centre = _centre(method, baseline, figures)
    if method in ("consistency", "trend"):
        return Spread(method, centre, centre) if centre else None
    if method == "modified_zscore":
        unit = _rounded(median(abs(one - centre) for one in figures)) / NORMAL_SHARE
    else:
        unit = _rounded(pstdev(figures))
    return Spread(method, centre, max(unit, _rounded(centre.sqrt())) if is_count else unit)


def usual_range(params: Mapping[str, Any], baseline: Sequence[Decimal | None]) -> UsualRange | None:
    """Return what is usual beside a baseline; None where it is too short or says nothing.

    Args:
        params: of the rule: `method`, `threshold`, `allowance`, `least_spread`, `min_history`.
        baseline: the figures compared with, the latest first; None for one that is missing.
    """
    if sum(one is not None for one in baseline) < params["min_history"]:
        return None
    is_count = params.get("least_spread") == "count"
    spread = usual_spread(params["method"], baseline, is_count)
    if spread is None:
        return None
    return spread.usual(Decimal(params["threshold"]), Decimal(params.get("allowance", 0)))


def related_range(params: Mapping[str, Any], related: Decimal) -> UsualRange:
    """Return what is usual of a figure beside a related one of the same report.

    Args:
        params: of the rule: `method`, and `low` and `high` as shares of the related figure, or as
            shares of it that drop out.
        related: the other figure.
    """
    low, high = Decimal(params["low"]), Decimal(params["high"])
    if params["method"] == "drop_out":
        low, high = 1 - high, 1 - low
    return UsualRange(related, max(_rounded(low * related), Decimal(0)), _rounded(high * related))


def per_size(peers: Sequence[tuple[Decimal, Decimal]], size: Decimal) -> list[Decimal]:
    """Return what peers' (figure, size) pairs would be in a unit of a given size."""
    return [figure * size / other for figure, other in peers if other > 0]


def _centre(method: str, baseline: Sequence[Decimal | None], figures: list[Decimal]) -> Decimal:
    if method == "modified_zscore":
        return _rounded(median(figures))
    mean = _rounded(sum(figures, Decimal(0)) / len(figures))
    if method != "trend" or len(figures) < 2:
        return mean
    points = [(back, float(one)) for back, one in enumerate(baseline, start=1) if one is not None]
    forecast = linear_regression(*zip(*points, strict=True)).intercept
    return max(_rounded(Decimal(forecast)), Decimal(0))


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(STEP, ROUND_HALF_UP)


def _whole(value: Decimal) -> Decimal:
    return (value + HALF).quantize(Decimal(1), ROUND_FLOOR)


def relations(rule: Rule) -> tuple[str, ...]:
    """Return which other reports a rule needs: comparable periods, and those of predecessors."""
    if rule.params["method"] in RELATED_METHODS:
        return ()
    periods = SEASON if rule.params["comparable"] == "same_number" else HISTORY
    inherited = f"{PREDECESSORS} {periods}"
    return (periods, inherited) if "predecessors" in rule.params else (periods,)


def named_codes(params: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the indicators that the parameters of a rule name, each with its parameter."""
    single = [(name, params[name]) for name in ("related", "per") if name in params]
    return single + [("predecessors", code) for code in params.get("predecessors", ())]


def judge_statistic(rule: Rule, example: Mapping[str, Any]) -> str:
    """Return the verdict of a statistical rule on one of its examples.

    An example gives `value` with `history` (the latest first), `peers` (pairs of figure and size)
    with `size`, or `related`.
    """
    value, params = Decimal(example["value"]), rule.params
    if params["method"] in RELATED_METHODS:
        found = related_range(params, Decimal(example["related"]))
    elif params["baseline"] == "peers":
        pairs = [(Decimal(figure), Decimal(size)) for figure, size in example["peers"]]
        found = usual_range(params, per_size(pairs, Decimal(example["size"])))
    else:
        past = [None if one is None else Decimal(one) for one in example["history"]]
        found = usual_range(params, past)
    if found is None:
        return NOT_APPLICABLE
    return PASS if found.holds(value) else FAIL
