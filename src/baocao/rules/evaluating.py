"""The verdicts of rules in Python: the reference that examples are run on.

The warehouse judges with SQL; a test feeds both the same figures and compares every verdict.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from baocao.rules.model import Comparison, Reference, Side, Tolerance, Window

PASS = "pass"  # noqa: S105 - a verdict
FAIL = "fail"
NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Resolved:
    """What was found for one reference: the sum of what is there, of `due` figures `present`.

    `withheld` figures were filled in but could not be read; nobody is judged on them. `decimals`
    is how many a rate is printed with; counts have none.
    """

    value: Decimal
    due: int = 1
    present: int = 1
    withheld: int = 0
    decimals: int | None = None


@dataclass(frozen=True)
class Outcome:
    """One verdict with its evidence; the sides are None where there is nothing to compare."""

    verdict: str
    left: Decimal | None = None
    right: Decimal | None = None

    @property
    def imbalance(self) -> Decimal | None:
        """Return left minus right."""
        return None if self.left is None or self.right is None else self.left - self.right


# Figures are kept with so many.
MAX_DECIMALS = 4

Resolve = Callable[[Reference], Resolved]
Lengths = Mapping[str, Decimal]

JUDGEMENTS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "==": lambda difference, tolerance: abs(difference) <= tolerance,
    "!=": lambda difference, tolerance: abs(difference) > tolerance,
    "<=": lambda difference, tolerance: difference <= tolerance,
    "<": lambda difference, tolerance: difference < tolerance,
    ">=": lambda difference, tolerance: -difference <= tolerance,
    ">": lambda difference, tolerance: -difference < tolerance,
}


def evaluate(
    comparison: Comparison,
    missing: tuple[str, str],
    tolerance: Tolerance,
    resolve: Resolve,
    lengths: Lengths,
    given: Comparison | None = None,
) -> Outcome:
    """Return the verdict of one condition.

    Args:
        comparison: without placeholders, or with a `resolve` that knows them.
        missing: the strategies of the left and of the right side.
        tolerance: how far the sides may differ.
        resolve: finds the figure of a reference.
        lengths: whole weeks and months of the unit's window, by function name.
        given: without it, or where it holds, the condition is judged.
    """
    if given is not None and not _holds(given, resolve, lengths):
        return Outcome(NOT_APPLICABLE)
    both = (comparison.left, comparison.right)
    sides = [_total(side, resolve, lengths) for side in both]
    if not any(side.present for side in sides) or any(side.withheld for side in sides):
        return Outcome(NOT_APPLICABLE)
    there = [_is_there(*side) for side in zip(both, sides, missing, strict=True)]
    if comparison.operator == "compulsory_pair":
        return Outcome(PASS if there[0] == there[1] else FAIL)
    if comparison.operator == "exclusive_pair":
        return Outcome(FAIL if all(there) else PASS)
    if not all(there):
        return Outcome(NOT_APPLICABLE)
    left, right = sides[0].value, sides[1].value
    allowed = tolerance.value * _unit_of(tolerance, right, sides)
    passed = JUDGEMENTS[comparison.operator](left - right, allowed)
    return Outcome(PASS if passed else FAIL, left, right)


def _unit_of(tolerance: Tolerance, right: Decimal, sides: Sequence[Resolved]) -> Decimal:
    """Return what a tolerance is counted in; of several printed rates the coarsest tells."""
    if tolerance.kind == "relative":
        return abs(right)
    if tolerance.kind == "absolute":
        return Decimal(1)
    printed = [side.decimals for side in sides if side.decimals is not None]
    return Decimal(1).scaleb(-min(*printed, MAX_DECIMALS) if printed else 0)


def _holds(given: Comparison, resolve: Resolve, lengths: Lengths) -> bool:
    """Return whether every figure that a condition depends on is there, and it holds."""
    left, right = (_total(side, resolve, lengths) for side in (given.left, given.right))
    found, due = left.present + right.present, left.due + right.due
    if left.withheld or right.withheld or found < max(due, 1):
        return False
    return JUDGEMENTS[given.operator](left.value - right.value, Decimal(0))


def _total(side: Side, resolve: Resolve, lengths: Lengths) -> Resolved:
    value = side.constant
    found: list[Resolved] = []
    for factor, atom in side.terms:
        if isinstance(atom, Window):
            value += factor * lengths[atom.name]
        else:
            found.append(resolve(atom))
            value += factor * found[-1].value
    return Resolved(
        value,
        due=sum(part.due for part in found),
        present=sum(part.present for part in found),
        withheld=sum(part.withheld for part in found),
        decimals=min((part.decimals for part in found if part.decimals is not None), default=None),
    )


def _is_there(side: Side, found: Resolved, strategy: str) -> bool:
    """Return whether a side counts as reported; one without figures (numbers only) always does."""
    if not side.references or strategy == "never_skip":
        return True
    return found.present > 0 and (strategy == "skip_if_all" or found.present >= found.due)


def worked_out(
    numerator: Sequence[tuple[Decimal, Resolved]], denominator: Sequence[tuple[Decimal, Resolved]]
) -> Resolved:
    """Return a rate from its weighted figures, in percent, half up to four decimals.

    There is none where a figure is missing, or of nothing.
    """
    found = [one for _, one in (*numerator, *denominator)]
    withheld = sum(one.withheld for one in found)
    top, below = (
        sum((factor * one.value for factor, one in part), Decimal(0))
        for part in (numerator, denominator)
    )
    if any(not one.present for one in found) or below <= 0:
        return Resolved(Decimal(0), present=0, withheld=withheld)
    step = Decimal(1).scaleb(-MAX_DECIMALS)
    return Resolved((100 * top / below).quantize(step, ROUND_HALF_UP), withheld=withheld)


def printed_decimals(raw_text: str) -> int:
    """Return how many decimals a rate is printed with: `89,65 %` has two."""
    kept = raw_text.replace("%", "").replace(" ", "").replace(".", ",")
    return len((*kept.split(","), "")[1])


def window_lengths(first: date, last: date) -> dict[str, Decimal]:
    """Return the whole weeks and months of a window, both days included, by function name."""
    after = last + timedelta(days=1)
    months = 12 * (after.year - first.year) + after.month - first.month
    months -= after.day < first.day
    return {"weeks": Decimal((after - first).days // 7), "months": Decimal(months)}


def copied(
    current: Sequence[tuple[Any, Decimal]],
    previous: Sequence[tuple[Any, Decimal]],
    least: int,
    different: int = 1,
) -> str:
    """Return whether one vector of figures repeats another.

    Fewer than `least` figures that are not 0, or than `different` ones among them, prove nothing.
    """
    counted = [value for _, value in current if value != 0]
    if not previous or len(counted) < least or len(set(counted)) < different:
        return NOT_APPLICABLE
    return FAIL if sorted(current) == sorted(previous) else PASS


def all_zero(values: Sequence[Decimal], least: int) -> str:
    """Return whether every figure is zero; too few figures are not judged."""
    if len(values) < least:
        return NOT_APPLICABLE
    return PASS if any(value != 0 for value in values) else FAIL
