"""The smallest sets of cells whose change satisfies all conditions, by best-first search.

Whether a set can mend a fault is a linear program in which every other cell stands still (HiGHS
through scipy). The mixed-integer solver of the same library finds one set at a time and writes to
the standard output of the process.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cached_property
from heapq import heappop, heappush

import numpy as np
from scipy.optimize import linprog

from baocao.localising.causes import cause_of, is_swap
from baocao.localising.model import (
    AT_LEAST,
    AT_MOST,
    Constraint,
    Element,
    Localised,
    Report,
    Suspect,
)

MOST_SOLUTIONS = 6
# A hint that names more cells than this helps nobody, and where more conditions of one fault are
# broken nothing fits: filled in by column, or for another unit.
LARGEST_SET = 4
MOST_BROKEN = 5
# A report in which next to nothing fits is not worth a longer search: its unit waits for the page.
MOST_LOOKED = 60
SLACK = 1e-6
ONE = Decimal(1)


@dataclass(frozen=True)
class Program:
    """The conditions of one fault over the cells that they name, in changes of their figures.

    Small numbers even where figures are large: a solver works to a millionth.

    Attributes:
        elements: the cells, in the order of the columns.
        figures: what was reported.
        weights: what changing a cell costs.
        matrix: a row a condition.
        low, high: by how much each row's total must change, and may.
    """

    elements: tuple[Element, ...]
    figures: np.ndarray
    weights: np.ndarray
    matrix: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @cached_property
    def broken(self) -> list[tuple[int, ...]]:
        """Return the columns of each broken condition; a figure below zero is one by itself."""
        rows = np.flatnonzero((self.low > 0) | (self.high < 0))
        of_rows = [tuple(map(int, np.flatnonzero(self.matrix[row]))) for row in rows]
        return of_rows + [(int(column),) for column in np.flatnonzero(self.figures < 0)]

    def missed(self, chosen: tuple[int, ...]) -> tuple[int, ...] | None:
        """Return the columns of a broken condition that a set does not touch, None for none."""
        return next((columns for columns in self.broken if not set(columns) & set(chosen)), None)

    def neighbours(self, chosen: tuple[int, ...]) -> list[int]:
        """Return the columns that share a condition with a set and are not in it."""
        rows = self.matrix[:, list(chosen)].any(axis=1)
        near = np.flatnonzero(self.matrix[rows].any(axis=0))
        return [int(column) for column in near if column not in chosen]


def localise(report: Report, constraints: Sequence[Constraint]) -> tuple[Localised, ...]:
    """Return the smallest sets of cells that explain the broken conditions, fault by fault.

    Conditions that are linked through common cells are one fault; what has nothing to do with each
    other is answered apart. Conditions that no broken one is linked to take no part.

    Args:
        report: the figures; cells that a condition names and the report left blank count as 0.
        constraints: all conditions of the report, broken or not.
    """
    return tuple(_localise(report, linked) for linked in _faults(report, constraints))


def _localise(report: Report, linked: Sequence[Constraint]) -> Localised:
    program = _program(report, linked)
    if len(program.broken) > MOST_BROKEN:
        return Localised((), is_complete=False)
    chosen, is_complete = _smallest_sets(program)
    found = [_suspects(report, linked, program, one) for one in chosen]
    found.sort(key=lambda suspects: -sum(bool(one.cause) for one in suspects))
    return Localised(tuple(found), is_complete)


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


def _program(report: Report, constraints: Sequence[Constraint]) -> Program:
    elements = tuple(sorted({cell for one in constraints for cell in one.coefficients}))
    matrix = np.array(
        [[float(one.coefficients.get(cell, 0)) for cell in elements] for one in constraints]
    )
    # Exact before they become floating: a difference of two large figures is small.
    spare = [(-one.tolerance - one.total(report.figures), one) for one in constraints]
    low = np.array([-np.inf if one.operator == AT_MOST else float(gap) for gap, one in spare])
    high = np.array(
        [
            np.inf if one.operator == AT_LEAST else float(gap + 2 * one.tolerance)
            for gap, one in spare
        ]
    )
    return Program(
        elements=elements,
        figures=np.array([float(report.figures.get(one, 0)) for one in elements]),
        weights=np.array([float(report.weights.get(one, ONE)) for one in elements]),
        matrix=matrix,
        low=low,
        high=high,
    )


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
    above, below = np.isfinite(program.high), np.isfinite(program.low)
    ends = []
    for sign in (1, -1):
        goal = np.zeros(len(columns))
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


def _suspects(
    report: Report,
    constraints: Sequence[Constraint],
    program: Program,
    chosen: tuple[int, ...],
) -> tuple[Suspect, ...]:
    """Return the cells of one set, each with what it may be and why."""
    suspects = []
    for place, column in enumerate(chosen):
        element = program.elements[column]
        low, high = _range(program, chosen, place) or (0.0, np.inf)
        decimals = report.decimals.get(element, 0)
        suspect = Suspect(
            element=element,
            reported=report.figures.get(element, Decimal(0)),
            low=_rounded(low, decimals, ROUND_FLOOR),
            high=None if np.isinf(high) else _rounded(high, decimals, ROUND_CEILING),
        )
        suspects.append(suspect)
    swapped = is_swap(report, constraints, tuple(suspects))
    return tuple(
        Suspect(
            one.element,
            one.reported,
            one.low,
            one.high,
            "swapped_cells" if swapped else cause_of(one, report.previous.get(one.element)),
        )
        for one in suspects
    )
