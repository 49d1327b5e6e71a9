"""Whole shares that add up; rates whose sums say what was printed and whose means do not."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from baocao.facts.apportioning import (
    apportion,
    half_up,
    mean_of_rates,
    numerators,
    percent,
    ratio_of_sums,
)

WEIGHTS = st.lists(st.integers(0, 500), min_size=1, max_size=40)
SIZES = st.lists(st.integers(1, 900), min_size=1, max_size=60)


@given(st.integers(0, 100_000), WEIGHTS)
def test_shares_are_whole_add_up_and_keep_to_their_proportion(total, weights):
    assume(sum(weights) > 0)
    shares = apportion(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        exact = Fraction(total * weight, sum(weights))
        assert abs(share - exact) < 1
        assert weight or not share


def test_shares_by_hand():
    assert apportion(10, [1, 1, 1]) == [4, 3, 3]
    assert apportion(15, [1] * 15) == [1] * 15
    assert apportion(0, [3, 0]) == [0, 0]
    assert apportion(0, [0, 0]) == [0, 0]


def test_something_without_a_taker_is_refused():
    with pytest.raises(ValueError, match="no unit"):
        apportion(1, [0, 0])


@given(SIZES, st.decimals(min_value=60, max_value=100, places=2), st.sampled_from([0, 1, 2]))
def test_sums_are_printed_as_wanted_whatever_the_sizes(sizes, rate, decimals):
    printed = half_up(Fraction(rate), decimals)
    order = sorted(range(len(sizes)), key=sizes.__getitem__)
    try:
        found = numerators(sizes, printed, decimals, order)
    except ValueError:
        # Few units have no whole part that rounds to every rate, or they have not so much to lack.
        assert not _is_within_reach(sizes, printed, decimals)
        return
    parts = list(zip(found, sizes, strict=True))
    assert half_up(ratio_of_sums(parts), decimals) == printed
    assert all(0 <= part <= whole for part, whole in parts)


def _is_within_reach(sizes: list[int], printed: Decimal, decimals: int) -> bool:
    whole = sum(sizes)
    least = whole - sum((size + 1) // 2 for size in sizes)
    fitting = [n for n in range(whole + 1) if half_up(percent(n, whole), decimals) == printed]
    return bool(fitting) and least <= fitting[0]


@pytest.mark.parametrize(
    ("printed", "decimals"), [("97.57", 2), ("95.8", 1), ("92", 0), ("100", 0)]
)
def test_the_mean_of_unit_rates_is_not_what_was_printed(printed, decimals):
    # A province: many small units, some large ones.
    sizes = [20 + 13 * n for n in range(80)] + [900 + 50 * n for n in range(28)]
    if decimals == 0:
        sizes = [1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 150, 160, 180, 240]
    order = range(len(sizes))
    parts = list(zip(numerators(sizes, Decimal(printed), decimals, order), sizes, strict=True))
    assert half_up(ratio_of_sums(parts), decimals) == Decimal(printed)
    mean = mean_of_rates(parts)
    assert mean is not None
    # Further away than one unit of the last printed decimal, the tolerance of a printed figure.
    assert abs(mean - Fraction(printed)) > Fraction(1, 10**decimals)


def test_a_rate_that_no_whole_part_gives_is_refused():
    with pytest.raises(ValueError, match="no whole part of 3"):
        numerators([1, 2], Decimal("97.57"), 2, [0, 1])


def test_rounding_goes_half_up_exactly():
    assert half_up(Fraction(1005, 1000), 2) == Decimal("1.01")
    assert half_up(Fraction(975649999, 10**7), 2) == Decimal("97.56")
    assert half_up(Fraction(97565, 1000), 2) == Decimal("97.57")
    assert half_up(Fraction(-5, 10), 0) == Decimal(-1)


def test_units_without_a_whole_have_no_rate():
    assert mean_of_rates([(0, 0), (1, 2)]) == 50
    assert mean_of_rates([(0, 0)]) is None
