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


def _report(*figures, previous=(), earlier=(), weights=None):
    return Report(
        figures=dict(zip(CELLS, map(Decimal, figures), strict=True)),
        previous=dict(zip(CELLS, map(Decimal, previous), strict=False)),
        earlier=dict(zip(CELLS, map(Decimal, earlier), strict=False)),
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
    ("wrong", "known", "cause"),
    [
        (87, {}, "swapped_digits"),
        (780, {}, "scale"),
        (7_800, {}, "scale"),
        (78_000, {}, "scale"),
        (79, {}, "digit"),
        (178, {}, "digit"),
        (128, {"earlier": (0, 0, 50, 0)}, "cumulative"),
        # The period before alone does not make a cumulative figure once there are two of them.
        (128, {"previous": (0, 0, 50, 0), "earlier": (0, 0, 91, 0)}, ""),
        (60, {"previous": (0, 0, 60, 0)}, "previous"),
        (55, {}, ""),
    ],
)
def test_slips_are_named(wrong, known, cause):
    # Both addends are held by another condition, so that only the total can be wrong.
    held = (
        *RECEPTIONS[:1],
        _condition("A", {TD01: 1}, constant=-48),
        _condition("B", {TD02: 1}, constant=-30),
    )
    ((suspect,),) = _only(_report(48, 30, wrong, 0, **known), held).solutions
    assert (suspect.element, suspect.expected, suspect.cause) == (TD03, 78, cause)


def test_a_minus_sign_too_many():
    held = (_condition("A", {TD01: 1}, constant=-48),)
    ((suspect,),) = _only(_report(-48, 0, 0, 0), held).solutions
    assert suspect.cause == "sign"


def test_where_several_figures_fit_only_what_shows_by_itself_is_said():
    at_most = (_condition("A", {TD01: 1}, "<=", constant=-20),)
    ((left_over,),) = _only(_report(25, 0, 0, 0, previous=(25,)), at_most).solutions
    assert (left_over.low, left_over.high, left_over.cause) == (0, 20, "previous")
    ((other,),) = _only(_report(200, 0, 0, 0, previous=(25,)), at_most).solutions
    assert other.cause == ""
    at_least = (_condition("A", {TD01: 1}, ">="),)
    ((sign,),) = _only(_report(-5, 0, 0, 0), at_least).solutions
    assert sign.cause == "sign"


def test_two_cells_that_changed_places_come_before_one_that_would_do():
    answer = _only(_report(65, 27, 38, 99), RECEPTIONS)
    assert [{one.element: one.expected for one in cells} for cells in answer.solutions] == [
        {TD01: 38, TD03: 65},
        {TD01: 11},
        {TD03: 92},
    ]
    first, second = answer.solutions[0]
    assert {first.cause, second.cause} == {"swapped_cells"}


def test_two_cells_that_changed_places_explain_two_faults_at_once():
    # TD01 + 20 = 47 and TD02 + 30 = 65, filled in the wrong way round.
    held = (
        _condition("A", {TD01: 1, TD03: 1}, constant=-47),
        _condition("B", {TD02: 1, TD04: 1}, constant=-65),
    )
    for answer in localise(_report(35, 27, 20, 30), held):
        assert [one.element for one in answer.solutions[0]] == [TD01, TD02]
        assert {one.cause for one in answer.solutions[0]} == {"swapped_cells"}
        assert len(answer.solutions) == 3


def test_an_inequality_that_fits_after_a_swap_says_nothing():
    at_most = (_condition("A", {TD01: 1, TD02: -1}, "<="),)
    assert _sets(_only(_report(9, 8, 0, 0), at_most)) == {frozenset({TD01}), frozenset({TD02})}


def test_a_figure_in_the_wrong_row_is_named_with_the_row_that_stayed_empty():
    held = (*RECEPTIONS[:1], _condition("B", {TD02: 1, TD04: -1}))
    # TD04 must equal TD02; what belongs to TD01 was filled in for TD02.
    answer = _only(_report(0, 8, 8, 0), held)
    assert {one.element: one.expected for one in answer.solutions[0]} == {TD01: 8, TD02: 0}


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
    smallest = _by_trying_all(report, held)
    assert _product(answers) == smallest
    for one in [one for answer in answers for suspects in answer.solutions for one in suspects]:
        assert one.low >= 0
        assert one.high is None or one.low <= one.high


def _product(answers: tuple[Localised, ...]):
    """Return the sets that mend every fault: one of each, none where a fault cannot be mended."""
    if not answers:
        return set()
    chosen = product(*(_smallest(answer) for answer in answers))
    return {frozenset(one.element for part in parts for one in part) for parts in chosen}


def _smallest(answer: Localised):
    """Return the smallest sets: pairs that change places are named where one cell would do."""
    fewest = min((len(one) for one in answer.solutions), default=0)
    return [one for one in answer.solutions if len(one) == fewest]


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
    assert _only(_report(50, 50, 0, 0), held) == Localised(
        (), is_complete=False, broken=tuple("1234567")
    )
