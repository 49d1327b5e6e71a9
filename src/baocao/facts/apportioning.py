"""Whole numbers that add up: totals shared out over units, and parts of rates.

All figures made here are invented; only the totals and rates that they add up to were published.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

HUNDRED = 100


def half_up(value: Fraction, decimals: int) -> Decimal:
    """Return a number rounded half up (away from zero) to a number of decimals."""
    scale = 10**decimals
    doubled = 2 * abs(value.numerator) * scale + value.denominator
    whole = doubled // (2 * value.denominator)
    return Decimal(-whole if value < 0 else whole).scaleb(-decimals)


def percent(numerator: int, denominator: int) -> Fraction:
    """Return a rate in percent, exactly."""
    return Fraction(HUNDRED * numerator, denominator)


def ratio_of_sums(parts: Sequence[tuple[int, int]]) -> Fraction:
    """Return the rate of all units together, in percent: summed numerators by summed denominators.

    Args:
        parts: numerator and denominator of each unit.
    """
    return percent(sum(part for part, _ in parts), sum(whole for _, whole in parts))


def mean_of_rates(parts: Sequence[tuple[int, int]]) -> Fraction | None:
    """Return the mean of the units' own rates, in percent: what a total must not be.

    Units without a denominator have no rate; None when no unit has one.
    """
    rates = [percent(part, whole) for part, whole in parts if whole > 0]
    return sum(rates, Fraction(0)) / len(rates) if rates else None


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Return whole shares in proportion to weights that add up to a total (largest remainders).

    Raises:
        ValueError: there is something to share out and nobody to take it.
    """
    whole = sum(weights)
    if whole == 0:
        if total:
            raise ValueError(f"{total}: no unit to share it out to")
        return [0] * len(weights)
    shares = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda n: (-remainders[n], n))
    for place in by_remainder[: total - sum(shares)]:
        shares[place] += 1
    return shares


def rounded_numerator(denominator: int, printed: Decimal, decimals: int) -> int:
    """Return a numerator whose rate is printed as given, though it is not exactly that rate.

    It lies half-way between the exact one and the lowest that rounds to the printed rate.

    Raises:
        ValueError: no whole numerator rounds to the printed rate.
    """
    exact = Fraction(printed) * denominator / HUNDRED
    half_unit = Fraction(1, 2 * 10**decimals)
    lowest = -(-((Fraction(printed) - half_unit) * denominator) // HUNDRED)
    numerator = (int(lowest) + int(exact)) // 2
    for candidate in (numerator, numerator + 1):
        if half_up(percent(candidate, denominator), decimals) == printed:
            return candidate
    raise ValueError(f"{printed} %: no whole part of {denominator} rounds to it")


def numerators(
    denominators: Sequence[int], printed: Decimal, decimals: int, order: Sequence[int]
) -> list[int]:
    """Return a numerator for each unit, so that the rate of their sums is the printed one.

    What is lacking is lacking in few units, at most half of each (rounded up): where these are the
    small ones, the mean of the units' rates falls well below the rate of the sums.

    Args:
        denominators: one for each unit.
        printed: the published rate in percent.
        decimals: its printed decimals.
        order: places of the units, those first in which something is lacking.

    Raises:
        ValueError: no numerators give the printed rate.
    """
    whole = sum(denominators)
    lacking = whole - rounded_numerator(whole, printed, decimals)
    found = list(denominators)
    for place in order:
        missing = min(lacking, (denominators[place] + 1) // 2)
        found[place] -= missing
        lacking -= missing
    if lacking:
        raise ValueError(f"{printed} %: {lacking} too many to be lacking")
    return found
