from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao.rules.evaluating import (
    FAIL,
    NOT_APPLICABLE,
    PASS,
    Outcome,
    Resolved,
    all_zero,
    copied,
    evaluate,
)
from baocao.rules.model import Reference, Tolerance
from baocao.rules.parsing import parse_expression

EXACT = Tolerance()
LENGTHS = {"weeks": Decimal(13), "months": Decimal(3)}
WITHHELD = "unreadable"
BOTH = ("skip_if_any", "skip_if_any")


def judge(text: str, figures: dict, missing=BOTH, tolerance: Tolerance = EXACT) -> Outcome:
    def resolve(reference: Reference) -> Resolved:
        value = figures.get(reference.text)
        if value == WITHHELD:
            return Resolved(Decimal(0), present=0, withheld=1)
        if isinstance(value, tuple):
            return Resolved(Decimal(sum(value[1:])), due=value[0], present=len(value) - 1)
        return Resolved(Decimal(0), present=0) if value is None else Resolved(Decimal(value))

    return evaluate(parse_expression(text), missing, tolerance, resolve, LENGTHS)


@pytest.mark.parametrize(
    ("missing", "figures", "verdict"),
    [
        (BOTH, {"TD01": 1, "TD02": 2, "TD03": 3}, PASS),
        (BOTH, {"TD01": 1, "TD03": 1}, NOT_APPLICABLE),
        (BOTH, {"TD01": 1, "TD02": 2}, NOT_APPLICABLE),
        (("skip_if_any", "skip_if_all"), {"TD01": 1, "TD03": 1}, PASS),
        (("skip_if_any", "skip_if_all"), {"TD03": 1}, NOT_APPLICABLE),
        (("skip_if_any", "never_skip"), {"TD03": 1}, FAIL),
        (("never_skip", "skip_if_any"), {"TD01": 1, "TD02": 2}, FAIL),
        (("never_skip", "never_skip"), {}, NOT_APPLICABLE),
        (("never_skip", "never_skip"), {"TD02": 0}, PASS),
        (("never_skip", "never_skip"), {"TD03": 1, "TD02": WITHHELD}, NOT_APPLICABLE),
    ],
)
def test_missing_figures_by_strategy(missing: tuple, figures: dict, verdict: str) -> None:
    assert judge("TD03 == TD01 + TD02", figures, missing).verdict == verdict


@pytest.mark.parametrize(
    ("figures", "verdict"),
    [
        ({"TD01": 10, "parts(TD01)": (4, 1, 2, 3, 4)}, PASS),
        ({"TD01": 10, "parts(TD01)": (4, 1, 2, 3)}, NOT_APPLICABLE),
        ({"TD01": 3, "parts(TD01)": (2, 1, 2)}, PASS),
        ({"TD01": 3, "parts(TD01)": (0,)}, NOT_APPLICABLE),
    ],
)
def test_every_part_that_is_due_is_needed(figures: dict, verdict: str) -> None:
    assert judge("TD01 == parts(TD01)", figures).verdict == verdict


@pytest.mark.parametrize(
    ("operator", "left", "right", "verdict"),
    [
        ("compulsory_pair", 1, 0, PASS),
        ("compulsory_pair", 1, None, FAIL),
        ("compulsory_pair", None, 1, FAIL),
        ("compulsory_pair", None, None, NOT_APPLICABLE),
        ("exclusive_pair", 1, 0, FAIL),
        ("exclusive_pair", 1, None, PASS),
        ("exclusive_pair", None, None, NOT_APPLICABLE),
    ],
)
def test_pairs_ask_what_is_there(operator: str, left, right, verdict: str) -> None:
    outcome = judge(f"TD01 {operator} TD02", {"TD01": left, "TD02": right})
    assert outcome == Outcome(verdict)


def test_evidence_is_both_sides_with_their_constants() -> None:
    outcome = judge("TD01 + 1 == 2 * months()", {"TD01": 3})
    assert (outcome.left, outcome.right, outcome.imbalance) == (4, 6, -2)


@pytest.mark.parametrize(("left", "verdict"), [(12, PASS), (13, FAIL), (8, PASS), (7, FAIL)])
def test_a_relative_tolerance_is_a_share_of_the_right_side(left: int, verdict: str) -> None:
    tolerance = Tolerance("relative", Decimal("0.2"))
    assert judge("TD01 == TD02", {"TD01": left, "TD02": 10}, tolerance=tolerance).verdict == verdict


numbers = st.integers(-50, 50)


@given(numbers, numbers, st.integers(0, 5))
def test_operators_agree_with_each_other(left: int, right: int, allowed: int) -> None:
    tolerance = Tolerance("absolute", Decimal(allowed))

    def holds(operator: str, first: int = left, second: int = right) -> bool:
        figures = {"TD01": first, "TD02": second}
        outcome = judge(f"TD01 {operator} TD02", figures, tolerance=tolerance)
        assert outcome.imbalance == first - second
        return outcome.verdict == PASS

    assert holds("==") == (not holds("!="))
    assert holds("==") == (holds("<=") and holds(">="))
    assert holds("<=") == holds(">=", right, left)
    assert holds("<") == holds(">", right, left)
    assert not holds("<") or holds("<=")


def test_a_copy_repeats_all_figures_and_has_no_other() -> None:
    before = [("A", Decimal(1)), ("B", Decimal(2))]
    assert copied(before, before, 2) == FAIL
    assert copied(before, before, 3) == NOT_APPLICABLE
    assert copied(before, [], 1) == NOT_APPLICABLE
    assert copied(before[:1], before, 1) == PASS
    assert copied(before, [("A", Decimal(1)), ("B", Decimal(3))], 1) == PASS


def test_zeros_are_judged_from_enough_figures() -> None:
    assert all_zero([Decimal(0)] * 3, 3) == FAIL
    assert all_zero([Decimal(0)] * 2, 3) == NOT_APPLICABLE
    assert all_zero([Decimal(0), Decimal(0), Decimal(1)], 3) == PASS
