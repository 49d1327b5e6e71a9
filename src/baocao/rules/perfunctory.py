"""Reports that may have been filled in for form's sake: verdicts in Python, as the warehouse gives.

Nothing here says that anybody did so: the figures of a report are those of another one, or are
rounder, or end in one digit more often, than chance lets expect.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import comb
from typing import Any

from baocao.rules.evaluating import FAIL, NOT_APPLICABLE, PASS
from baocao.rules.model import Rule

Figures = Mapping[Any, Decimal]
Params = Mapping[str, Any]
ROUND_FIGURES, LAST_DIGIT = "round_figures", "last_digit"
# The digits that rule `last_digit` looks at, each a chance of its own: 0 and 5 make round figures.
DIGITS = tuple(digit for digit in range(10) if digit % 5)
RAREST = 10**12


@dataclass(frozen=True)
class Likeness:
    """How many of the figures that are not 0 in either of two reports are equal."""

    equal: int
    compared: int


@dataclass(frozen=True)
class Tail:
    """A count that chance hardly explains: seen once in `odds`; up to `usual` is nothing odd."""

    figures: int
    hits: int
    usual: int
    odds: int


def has_enough(figures: Figures, params: Params) -> bool:
    """Return whether a report has figures enough, and enough different ones, to be compared."""
    values = [value for value in figures.values() if value != 0]
    return len(values) >= params["min_values"] and len(set(values)) >= params["min_distinct"]


def likeness(one: Figures, other: Figures) -> Likeness:
    """Return how much two reports are alike; zeros that both have say nothing."""
    first = {item: value for item, value in one.items() if value != 0}
    second = {item: value for item, value in other.items() if value != 0}
    equal = sum(second.get(item) == value for item, value in first.items())
    return Likeness(equal, len(first.keys() | second.keys()))


def like_other_unit(current: Figures, others: Iterable[Figures], params: Params) -> str:
    """Return whether a report is like that of another unit; only those with enough figures are."""
    if not has_enough(current, params):
        return NOT_APPLICABLE
    share = Decimal(str(params["min_share"]))
    found = (likeness(current, other) for other in others if has_enough(other, params))
    return FAIL if any(one.equal >= share * one.compared for one in found) else PASS


def chance_figures(reports: Iterable[Figures], items: Sequence[Any], least: int) -> list[int]:
    """Return the figures on which chance is judged, of one report or of the parts of a year.

    What depends on each other counts once: the same figure twice in one report, and the same
    figure of the same item in several.

    Args:
        reports: figures by item.
        items: the items that are looked at, in order.
        least: smaller figures are left out: their digits are no matter of chance.
    """
    pool: set[tuple[int, int]] = set()
    for report in reports:
        seen: dict[int, int] = {}
        for number, item in enumerate(items):
            value = report.get(item)
            if value is not None and value >= least and value == int(value):
                seen.setdefault(int(value), number)
        pool |= {(number, value) for value, number in seen.items()}
    return sorted(value for _, value in pool)


def most_hits(check_kind: str, figures: Sequence[int], params: Params) -> int:
    """Return how many figures are round, or end in the digit that most of them end in."""
    if check_kind == ROUND_FIGURES:
        return sum(figure % params["multiple"] == 0 for figure in figures)
    ends = Counter(figure % 10 for figure in figures)
    return max(ends[digit] for digit in DIGITS)


def chance(check_kind: str, figures: Sequence[int], params: Params) -> str:
    """Return whether figures are rounder, or end in one digit oftener, than chance explains."""
    if len(figures) < params["min_values"]:
        return NOT_APPLICABLE
    hits = most_hits(check_kind, figures, params)
    return FAIL if probability(check_kind, len(figures), hits, params) <= alpha(params) else PASS


def probability(check_kind: str, figures: int, hits: int, params: Params) -> Fraction:
    """Return at most how probable so many hits or more are, exactly: a binomial tail.

    Of the last digits any may be the one that stands out, so its tail counts once for each.
    """
    share = Fraction(str(params["expected_share"]))
    counts = range(hits, figures + 1)
    tail = sum(
        (comb(figures, k) * share**k * (1 - share) ** (figures - k) for k in counts), Fraction(0)
    )
    return min(Fraction(1), tail * _tries(check_kind))


def alpha(params: Params) -> Fraction:
    """Return the greatest probability that still counts as more than chance."""
    return Fraction(str(params["alpha"]))


def tails(rule: Rule, most_figures: int) -> list[Tail]:
    """Return every count that rule `round_figures` or `last_digit` takes for more than chance."""
    share = Fraction(str(rule.params["expected_share"]))
    hit, miss, whole = share.numerator, share.denominator - share.numerator, share.denominator
    limit, tries = alpha(rule.params), _tries(rule.check_kind)
    found: list[Tail] = []
    for figures in range(rule.params["min_values"], most_figures + 1):
        total, rare = 0, []
        for hits in range(figures, 0, -1):
            total += comb(figures, hits) * hit**hits * miss ** (figures - hits)
            if tries * total * limit.denominator > limit.numerator * whole**figures:
                break
            rare.append((hits, min(RAREST, whole**figures // (tries * total))))
        usual = figures - len(rare)
        found += [Tail(figures, hits, usual, odds) for hits, odds in rare]
    return found


def _tries(check_kind: str) -> int:
    return len(DIGITS) if check_kind == LAST_DIGIT else 1


def judge_like(rule: Rule, example: Mapping[str, Any]) -> str:
    """Return the verdict of a rule on reports that are like another unit's."""
    current, other = (
        {item: Decimal(value) for item, value in example[name].items() if value is not None}
        for name in ("current", "other")
    )
    return like_other_unit(current, [other], rule.params)


def judge_chance(rule: Rule, example: Mapping[str, Any]) -> str:
    """Return the verdict of a rule on round figures or last digits; no figure stands twice."""
    report = {str(number): Decimal(value) for number, value in enumerate(example["figures"])}
    figures = chance_figures([report], list(report), rule.params["least_figure"])
    return chance(rule.check_kind, figures, rule.params)
