"""Error localisation against the answer found by trying every set of cells."""

from decimal import Decimal
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from baocao.localising import Constraint, Localised, Report, localise

CELLS = [("TD01", "_T"), ("TD02", "_T"), ("TD03", "_T"), ("TD04", "_T")]
TD01, TD02, TD03, TD04 = CELLS


def _condition(code, coefficients, operator="==", constant=0, tolerance=0):
    exact = {cell: Decimal(factor) for cell, factor in coefficients.items()}
    return Constraint(code, exact, Decimal(constant), operator, Decimal(tolerance))


RECEPTIONS = (
    _condition("SUM01/1", {TD03: 1, TD01: -1, TD02: -1}),
    _condition("SUM02/1", {TD04: 1, TD03: -1}, ">="),
)


def _report(*figures, previous=(), weights=None):
    return Report(
        figures=dict(zip(CELLS, map(Decimal, figures), strict=True)),
        previous=dict(zip(CELLS, map(Decimal, previous), strict=False)),
        weights={cell: Decimal(weight) for cell, weight in (weights or {}).items()},
    )


def _only(report, conditions):
    """Return the answer for a report with one fault."""
    (answer,) = localise(report, conditions)
    return answer


def _sets(answer):
    return {frozenset(one.element for one in suspects) for suspects in answer.solutions}


def test_a_report_that_satisfies_everything_has_no_suspects():
    assert localise(_report(5, 3, 8, 9), RECEPTIONS) == ()


def test_the_cell_that_two_broken_conditions_share_is_the_one():
    answer = _only(_report(5, 3, 80, 9), RECEPTIONS)
    ((suspect,),) = answer.solutions
    assert answer.is_complete
    assert (suspect.element, suspect.expected, suspect.cause) == (TD03, 8, "scale")


def test_all_smallest_sets_are_found_and_those_with_a_likely_cause_come_first():
    answer = _only(_report(12, 30, 33, 99), RECEPTIONS)
    assert _sets(answer) == {frozenset({TD01}), frozenset({TD02}), frozenset({TD03})}
    fitting = {one[0].element: one[0].expected for one in answer.solutions}
    assert fitting == {TD01: 3, TD02: 21, TD03: 42}
    # Receptions cannot be below nothing, so the first cell alone explains nothing here.
    answer = _only(_report(12, 30, 24, 99), RECEPTIONS)
    assert [(one[0].element, one[0].cause) for one in answer.solutions] == [
        (TD03, "swapped_digits"),
        (TD02, ""),
    ]


@pytest.mark.parametrize(
    ("wrong", "previous", "cause"),
    [
        (87, (), "swapped_digits"),
        (780, (), "scale"),
        (78_000, (), "scale"),
        (79, (), "digit"),
        (178, (), "digit"),
        (128, (0, 0, 50, 0), "cumulative"),
        (60, (0, 0, 60, 0), "previous"),
        (55, (), ""),
    ],
)
def test_slips_are_named(wrong, previous, cause):
    # Both addends are held by another condition, so that only the total can be wrong.
    held = (
        *RECEPTIONS[:1],
        _condition("A", {TD01: 1}, constant=-48),
        _condition("B", {TD02: 1}, constant=-30),
    )
    ((suspect,),) = _only(_report(48, 30, wrong, 0, previous=previous), held).solutions
    assert (suspect.element, suspect.expected, suspect.cause) == (TD03, 78, cause)


def test_a_minus_sign_too_many():
    held = (_condition("A", {TD01: 1}, constant=-48),)
    ((suspect,),) = _only(_report(-48, 0, 0, 0), held).solutions
    assert suspect.cause == "sign"


def test_two_cells_that_changed_places_are_named_together():
    held = (
        _condition("A", {TD01: 1, TD02: 2}, constant=-20),
        _condition("B", {TD01: 1, TD02: -1}, constant=-2),
    )
    answer = _only(_report(6, 8, 0, 0), held)
    ((first, second),) = answer.solutions
    assert {first.element, second.element} == {TD01, TD02}
    assert {first.cause, second.cause} == {"swapped_cells"}


def test_a_less_reliable_cell_is_doubted_first():
    answer = _only(_report(12, 30, 33, 99, weights={TD02: "0.5"}), RECEPTIONS)
    assert _sets(answer) == {frozenset({TD02})}


def test_what_no_cell_of_the_report_can_mend_has_no_solution():
    impossible = (
        _condition("A", {TD01: 1}, constant=-5),
        _condition("B", {TD01: 1}, constant=-6),
    )
    assert _only(_report(5, 0, 0, 0), impossible).solutions == ()


def test_conditions_without_a_cell_in_common_with_a_broken_one_take_no_part():
    apart = _condition("X", {TD04: 1}, constant=-7)
    answer = _only(_report(5, 3, 9, 7), (RECEPTIONS[0], apart))
    assert TD04 not in {one.element for suspects in answer.solutions for one in suspects}


def test_large_figures_do_not_hide_a_small_difference():
    million = 10**9
    answer = _only(_report(million, million, 2 * million + 1, 10**10), RECEPTIONS)
    assert _sets(answer) == {frozenset({TD01}), frozenset({TD02}), frozenset({TD03})}


FACTORS = st.sampled_from([-1, 1, 1, 2])
CONDITIONS = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(CELLS), FACTORS, min_size=1, max_size=3),
        st.sampled_from(["==", "<=", ">="]),
        st.integers(-20, 20),
    ),
    min_size=1,
    max_size=5,
)


@given(conditions=CONDITIONS, figures=st.tuples(*[st.integers(0, 40)] * 4))
@settings(max_examples=150, deadline=None)
def test_the_smallest_sets_are_those_found_by_trying_all(conditions, figures):
    held = [
        _condition(str(number), coefficients, operator, constant)
        for number, (coefficients, operator, constant) in enumerate(conditions)
    ]
    report = _report(*figures)
    answers = localise(report, held)
    assert _product(answers) == _by_trying_all(report, held)
    for one in [one for answer in answers for suspects in answer.solutions for one in suspects]:
        assert one.low >= 0
        assert one.high is None or one.low <= one.high


def _product(answers: tuple[Localised, ...]):
    """Return the sets that mend every fault: one of each, none where a fault cannot be mended."""
    if not answers:
        return set()
    chosen = product(*(answer.solutions for answer in answers))
    return {frozenset(one.element for part in parts for one in part) for parts in chosen}


def test_what_has_nothing_to_do_with_each_other_is_answered_apart():
    apart = (RECEPTIONS[0], _condition("X", {TD04: 1}, constant=-7))
    first, second = localise(_report(12, 30, 33, 9), apart)
    assert _sets(first) == {frozenset({TD01}), frozenset({TD02}), frozenset({TD03})}
    assert _sets(second) == {frozenset({TD04})}


def _by_trying_all(report, held):
    """Return every smallest set of cells that, changed freely, can satisfy all conditions."""
    if all(one.holds(report.figures) for one in held):
        return set()
    for size in range(1, len(CELLS) + 1):
        found = {
            frozenset(one) for one in combinations(CELLS, size) if _can_mend(report, held, one)
        }
        if found:
            return found
    return set()


def _can_mend(report, held, cells):
    rows, limits = [], []
    for one in held:
        fixed = float(one.total({**report.figures, **dict.fromkeys(cells, Decimal(0))}))
        row = np.array([float(one.coefficients.get(cell, 0)) for cell in cells])
        if one.operator in ("==", "<="):
            rows.append(row)
            limits.append(-fixed)
        if one.operator in ("==", ">="):
            rows.append(-row)
            limits.append(fixed)
    answer = linprog(np.zeros(len(cells)), A_ub=np.array(rows), b_ub=limits, bounds=(0, None))
    return answer.status == 0


def test_where_nearly_nothing_fits_no_cell_is_named():
    held = [_condition(str(number), {TD01: 1, TD02: 1}, constant=-number) for number in range(1, 8)]
    assert _only(_report(50, 50, 0, 0), held) == Localised((), is_complete=False)
