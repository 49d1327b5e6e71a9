"""What counts as like another report, or as more than chance: figures worked by hand."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao.registry import Registry
from baocao.rules import Rule, RuleSet, compile_tables
from baocao.rules.evaluating import FAIL, NOT_APPLICABLE, PASS
from baocao.rules.loading import parts_of
from baocao.rules.perfunctory import (
    LAST_DIGIT,
    RAREST,
    ROUND_FIGURES,
    Likeness,
    chance,
    chance_figures,
    like_other_unit,
    likeness,
    most_hits,
    probability,
    tails,
)

ALIKE = {"min_values": 4, "min_distinct": 3, "min_share": 0.75}
ROUND = {"min_values": 5, "multiple": 5, "expected_share": 0.25, "alpha": 0.001}
DIGIT = {"min_values": 5, "expected_share": 0.1, "alpha": 0.001}


def figures(*values: int) -> dict[int, Decimal]:
    return {number: Decimal(value) for number, value in enumerate(values)}


@pytest.fixture(scope="module")
def rules(ruleset: RuleSet) -> dict[str, Rule]:
    return {rule.rule_code: rule for rule in ruleset.rules}


def test_zeros_that_both_reports_have_say_nothing() -> None:
    assert likeness(figures(0, 0, 7, 8), figures(0, 0, 7, 9)) == Likeness(1, 2)
    assert likeness(figures(0, 7), figures(3, 7)) == Likeness(1, 2)
    assert likeness({"A": Decimal(7)}, {"B": Decimal(7)}) == Likeness(0, 2)


@pytest.mark.parametrize(
    ("current", "other", "verdict"),
    [
        ((1, 2, 3, 4), (1, 2, 3, 9), FAIL),  # three of four
        ((1, 2, 3, 4), (1, 2, 8, 9), PASS),
        ((1, 2, 3, 4), (1, 2, 3, 4, 5, 6), PASS),  # four of six
        ((1, 2, 3, 0), (1, 2, 3, 0), NOT_APPLICABLE),  # three figures
        ((1, 1, 2, 2), (1, 1, 2, 2), NOT_APPLICABLE),  # two different ones
        ((1, 2, 3, 4), (1, 2, 3, 0), PASS),  # the other has too few
    ],
)
def test_reports_with_enough_different_figures_are_compared(current, other, verdict) -> None:
    assert like_other_unit(figures(*current), [figures(*other)], ALIKE) == verdict


def test_figures_that_depend_on_each_other_count_once() -> None:
    """25 twice in a report; 30 of one item in two quarters; 9 and a half figure are left out."""
    quarters = [
        {"A": Decimal(25), "B": Decimal(25), "C": Decimal(30)},
        {"A": Decimal(9), "B": Decimal("10.5"), "C": Decimal(30)},
        {"B": Decimal(25)},
    ]
    assert chance_figures(quarters, ["A", "B", "C"], 10) == [25, 25, 30]


def test_probabilities_are_exact() -> None:
    """All five round: 1/4⁵. Four of five sevens: eight digits × (5 × 0.1⁴ × 0.9 + 0.1⁵)."""
    assert probability(ROUND_FIGURES, 5, 5, ROUND) == Fraction(1, 1024)
    assert probability(LAST_DIGIT, 5, 4, DIGIT) == Fraction(8 * 46, 10**5)
    assert probability(LAST_DIGIT, 5, 0, DIGIT) == 1


@pytest.mark.parametrize(
    ("kind", "params", "values", "verdict"),
    [
        (ROUND_FIGURES, ROUND, (10, 15, 20, 25, 30), FAIL),  # 1/1024 is below 0.001
        (ROUND_FIGURES, ROUND, (10, 15, 20, 25, 31), PASS),  # 16/1024
        (ROUND_FIGURES, ROUND, (10, 15, 20, 25), NOT_APPLICABLE),
        (LAST_DIGIT, DIGIT, (17, 27, 37, 47, 57), FAIL),  # 8/100000
        (LAST_DIGIT, DIGIT, (17, 27, 37, 47, 58), PASS),  # 368/100000
        (LAST_DIGIT, DIGIT, (10, 20, 30, 40, 50), PASS),  # round figures are the other rule's
    ],
)
def test_only_what_chance_hardly_explains_fails(kind, params, values, verdict) -> None:
    assert chance(kind, values, params) == verdict


def test_the_commonest_digit_counts() -> None:
    assert most_hits(LAST_DIGIT, [17, 27, 13, 33, 43, 50, 60, 70, 80], DIGIT) == 3
    assert most_hits(ROUND_FIGURES, [17, 27, 13, 33, 43, 50, 60, 70, 80], ROUND) == 4


@pytest.mark.parametrize("rule_code", ["PRF02", "PRF03"])
def test_the_compiled_counts_are_those_of_the_exact_tail(rules, rule_code) -> None:
    rule = rules[rule_code]
    found = {(tail.figures, tail.hits): tail for tail in tails(rule, 40)}
    limit = Fraction(str(rule.params["alpha"]))
    for count in range(rule.params["min_values"], 41):
        for hits in range(1, count + 1):
            rare = probability(rule.check_kind, count, hits, rule.params)
            tail = found.get((count, hits))
            assert (tail is not None) == (rare <= limit), (count, hits)
            if tail is not None:
                assert tail.odds == min(RAREST, int(1 / rare))
                assert probability(rule.check_kind, count, tail.usual, rule.params) > limit
                assert probability(rule.check_kind, count, tail.usual + 1, rule.params) <= limit


@given(st.integers(6, 40), st.sampled_from([0.1, 0.2, 0.25]))
def test_at_most_alpha_of_reports_left_to_chance_fail(count: int, share: float) -> None:
    """The probabilities of all counts that fail add up to less than alpha."""
    chances = Fraction(str(share))
    params = {"expected_share": share, "alpha": 0.001, "min_values": 6}
    failing = [
        hits
        for hits in range(count + 1)
        if probability(ROUND_FIGURES, count, hits, params) <= Fraction(1, 1000)
    ]
    total = sum(comb(count, k) * chances**k * (1 - chances) ** (count - k) for k in failing)
    assert total <= Fraction(1, 1000)


def test_figures_that_follow_from_others_are_no_evidence(ruleset, registry: Registry) -> None:
    items = {
        rule.rule_code: {
            (term.indicator_code, term.category_code) for part in parts for term in part.terms
        }
        for rule, parts in parts_of(ruleset, registry)
        if rule.check_kind in (ROUND_FIGURES, "like_other_unit")
    }
    assert {("TD01", "_T"), ("TD02", "_T"), ("DL02", "KN")} <= items["PRF02"]
    assert not {("TD03", "_T"), ("DL02", "_T"), ("DL04", "KN")} & items["PRF02"]
    assert ("TD03", "_T") in items["PRF01"]


def test_every_number_of_figures_that_a_year_can_have_is_compiled(
    ruleset, rules, registry: Registry
) -> None:
    most = max(len(part.terms) for rule, parts in parts_of(ruleset, registry) for part in parts
               if rule.rule_code == "PRF02")  # fmt: skip
    rows = compile_tables(ruleset, registry)["rule_tails"].to_pylist()
    counts = {row["figure_count"] for row in rows if row["rule_code"] == "PRF02"}
    assert counts == set(range(rules["PRF02"].params["min_values"], 4 * most + 1))


def test_a_stricter_alpha_takes_nothing_more_for_odd(rules) -> None:
    rule = rules["PRF02"]
    strict = replace(rule, params=rule.params | {"alpha": 0.0001})
    loose = {(tail.figures, tail.hits) for tail in tails(rule, 20)}
    assert {(tail.figures, tail.hits) for tail in tails(strict, 20)} < loose
