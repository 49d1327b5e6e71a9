"""The smallest sets of cells whose change satisfies all conditions, by best-first search.

Whether a set can mend a fault is a linear program in which every other cell stands still (HiGHS
through scipy). The mixed-integer solver of the same library finds one set at a time and writes to
the standard output of the process.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from heapq import heappop, heappush
from itertools import combinations

import numpy as np

from baocao.localising.causes import CAUSES, cause_of
from baocao.localising.model import Constraint, Element, Localised, Report, Suspect
from baocao.localising.program import ONE, SLACK, Program, program_of

MOST_SOLUTIONS = 6
# A hint that names more cells than this helps nobody, and where more conditions of one fault are
# broken nothing fits: filled in by column, or for another unit.
LARGEST_SET = 4
MOST_BROKEN = 5
# A report in which next to nothing fits is not worth a longer search: its unit waits for the page.
MOST_LOOKED = 60
MOST_FAULTS_PAIRED = 6
ZERO = Decimal(0)
SLIPS = tuple(CAUSES)


def localise(report: Report, constraints: Sequence[Constraint]) -> tuple[Localised, ...]:
    """Return the smallest sets of cells that explain the broken conditions, fault by fault.

    Conditions that are linked through common cells are one fault; what has nothing to do with each
    other is answered apart. Conditions that no broken one is linked to take no part.

    Args:
        report: the figures; cells that a condition names and the report left blank count as 0.
        constraints: all conditions of the report, broken or not.
    """
    faults = list(_faults(report, constraints))
    answers = [_localise(report, linked) for linked in faults]
    # Two figures filled in for each other may break conditions that have no cell in common; each of
    # the two then stands in all that is broken of one fault.
    common = [_in_all_broken(report, linked) for linked in faults[:MOST_FAULTS_PAIRED]]
    explained = [place for place, cells in enumerate(common) if cells]
    for one, other in combinations(explained, 2):
        program = program_of(report, faults[one] + faults[other])
        cells = {cell for held in faults[one] for cell in held.coefficients}
        for pair in program.swaps():
            if sum(program.elements[column] in cells for column in pair) == 1:
                swapped = _swapped(report, program, pair)
                for place in (one, other):
                    answers[place] = _with_first(answers[place], swapped)
    return tuple(answers)


def _in_all_broken(report: Report, linked: Sequence[Constraint]) -> set[Element]:
    """Return the cells that stand in every broken condition of a fault."""
    broken = (set(one.coefficients) for one in linked if not one.holds(report.figures))
    return set.intersection(*broken)


def _with_first(answer: Localised, suspects: tuple[Suspect, ...]) -> Localised:
    return replace(answer, solutions=(suspects, *answer.solutions))


def _localise(report: Report, linked: Sequence[Constraint]) -> Localised:
    broken = tuple(one.code for one in linked if not one.holds(report.figures))
    program = program_of(report, linked)
    if len(program.broken) > MOST_BROKEN:
        return Localised((), is_complete=False, broken=broken)
    swaps = program.swaps()
    chosen, is_complete = _smallest_sets(program)
    found = [_swapped(report, program, pair) for pair in swaps]
    found += [_suspects(report, program, one) for one in chosen if one not in swaps]
    return Localised(tuple(sorted(found, key=_doubt)), is_complete, broken)


def _doubt(suspects: tuple[Suspect, ...]) -> tuple[float, int, int]:
    """Return what puts sets in order: cells without a likely slip, the slip, how many cells."""
    explained = [SLIPS.index(one.cause) for one in suspects if one.cause]
    return 1 - len(explained) / len(suspects), max(explained, default=len(SLIPS)), len(suspects)


def _faults(report: Report, constraints: Sequence[Constraint]) -> Iterator[list[Constraint]]:
    """Yield, for each fault, the conditions that share cells, directly or through others."""
    rest = [one for one in constraints if one.coefficients]
    while broken := next((one for one in rest if not one.holds(report.figures)), None):
        linked, cells = [broken], set(broken.coefficients)
        rest.remove(broken)
        while more := [one for one in rest if cells & one.coefficients.keys()]:
            linked += more
            cells |= {cell for one in more for cell in one.coefficients}
            rest = [one for one in rest if one not in more]
        yield linked


def _smallest_sets(program: Program) -> tuple[list[tuple[int, ...]], bool]:
    """Return the sets of columns of smallest weight, and whether these are all.

    Best first: the lightest set that is left is looked at; if it mends nothing it grows by a cell
    of a broken condition that it does not touch, or else by a neighbour. No smallest set is missed:
    one without a neighbour of what was looked at would mend the fault without it.
    """
    found: list[tuple[int, ...]] = []
    waiting: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
    seen: set[tuple[int, ...]] = {()}
    lightest, looked = np.inf, 0
    while waiting:
        weight, chosen = heappop(waiting)
        if weight > lightest + SLACK:
            return found, True
        missed = program.missed(chosen)
        if missed is None:
            looked += 1
            if _range(program, chosen, 0) is not None:
                lightest = weight
                found.append(chosen)
                if len(found) == MOST_SOLUTIONS:
                    return found, False
                continue
            if looked == MOST_LOOKED:
                return found, False
        if len(chosen) == LARGEST_SET:
            continue
        for column in program.neighbours(chosen) if missed is None else missed:
            grown = tuple(sorted({*chosen, column}))
            if grown not in seen:
                seen.add(grown)
                heappush(waiting, (float(program.weights[list(grown)].sum()), grown))
    return found, True


def _range(program: Program, chosen: tuple[int, ...], place: int) -> tuple[float, float] | None:
    """Return the smallest and largest figure of a chosen cell when no other than these may change.

    None where they cannot satisfy the conditions. The largest may be infinite.
    """
    if len(chosen) == 1:
        return _range_alone(program, chosen[0])
    columns = list(chosen)
    free, reported = program.matrix[:, columns], program.figures[columns]
    change, is_only_one = _by_equalities(program, free)
    if change is None:
        return None
    if is_only_one:
        totals, figures = free @ change, reported + change
        fits = (totals >= program.low - SLACK).all() and (totals <= program.high + SLACK).all()
        return (figures[place], figures[place]) if fits and (figures >= -SLACK).all() else None
    return _by_linear_program(program, free, reported, place)


def _by_equalities(program: Program, free: np.ndarray) -> tuple[np.ndarray | None, bool]:
    """Return a change that satisfies the equalities, None for none, and whether no other does.

    That settles nearly every set, a hundred times as fast as a linear program.
    """
    equal = (program.high - program.low <= SLACK) & free.any(axis=1)
    wanted = program.low[equal]
    change, _, rank, _ = np.linalg.lstsq(free[equal], wanted)
    missed = np.abs(free[equal] @ change - wanted)
    if (missed > SLACK * np.maximum(1, np.abs(wanted))).any():
        return None, False
    return change, rank == free.shape[1]


def _by_linear_program(
    program: Program, free: np.ndarray, reported: np.ndarray, place: int
) -> tuple[float, float] | None:
    # Takes a second to import, and most reports do not come to this.
    from scipy.optimize import linprog

    above, below = np.isfinite(program.high), np.isfinite(program.low)
    ends = []
    for sign in (1, -1):
        goal = np.zeros(len(reported))
        goal[place] = sign
        answer = linprog(
            goal,
            A_ub=np.vstack([free[above], -free[below]]),
            b_ub=np.concatenate([program.high[above], -program.low[below]]),
            bounds=[(-figure, None) for figure in reported],
        )
        if answer.status not in (0, 3):
            return None
        ends.append(reported[place] + answer.x[place] if answer.status == 0 else np.inf)
    return ends[0], ends[1]


def _range_alone(program: Program, column: int) -> tuple[float, float] | None:
    """Return the same for a cell that changes alone: where the ranges of all conditions meet."""
    factors = program.matrix[:, column]
    bound = factors != 0
    if (program.low[~bound] > SLACK).any() or (program.high[~bound] < -SLACK).any():
        return None
    ends = np.stack([program.low[bound], program.high[bound]]) / factors[bound]
    low = max(ends.min(axis=0).max(), -program.figures[column])
    high = ends.max(axis=0).min()
    if low > high + SLACK:
        return None
    reported = program.figures[column]
    return reported + low, reported + max(high, low)


def _rounded(number: float, decimals: int, way: str) -> Decimal:
    """Return what the solver found as a figure; what is no such figure is rounded outwards."""
    exact = Decimal(f"{number:.4f}")
    return exact.quantize(ONE.scaleb(-decimals), way)


def _suspects(report: Report, program: Program, chosen: tuple[int, ...]) -> tuple[Suspect, ...]:
    """Return the cells of one set, each with what it may be and why."""
    suspects = []
    for place, column in enumerate(chosen):
        element = program.elements[column]
        low, high = _range(program, chosen, place) or (0.0, np.inf)
        decimals = report.decimals.get(element, 0)
        suspect = Suspect(
            element=element,
            reported=report.figures.get(element, ZERO),
            low=_rounded(low, decimals, ROUND_FLOOR),
            high=None if np.isinf(high) else _rounded(high, decimals, ROUND_CEILING),
        )
        cause = cause_of(suspect, report.previous.get(element), report.earlier.get(element))
        suspects.append(replace(suspect, cause=cause))
    return tuple(suspects)


def _swapped(report: Report, program: Program, pair: tuple[int, int]) -> tuple[Suspect, ...]:
    """Return two cells that fit when they change places."""
    elements = [program.elements[column] for column in pair]
    first, second = [report.figures.get(element, ZERO) for element in elements]
    return (
        Suspect(elements[0], first, second, second, "swapped_cells"),
        Suspect(elements[1], second, first, first, "swapped_cells"),
    )
