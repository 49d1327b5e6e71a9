"""The smallest sets of cells whose change satisfies all conditions, as a mixed-integer program.

Binary variables say which cells change; a solver (HiGHS through scipy) finds the lightest choice.
What it proposes is checked by a linear program in which every other cell stands still, and cut off
when it fails: large bounds make solvers generous.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

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
MOST_ATTEMPTS = 60
SLACK = 1e-6
LARGEST_GROWTH = 1e4
ONE = Decimal(1)


@dataclass(frozen=True)
class Program:
    """The conditions of one report over the cells that they name, in changes of their figures.

    Small numbers even where figures are large: a solver works to a millionth.

    Attributes:
        elements: the cells, in the order of the columns.
        figures: what was reported.
        weights: what changing a cell costs.
        matrix: a row a condition.
        low, high: by how much each row's total must change, and may.
        most: no cell is thought to change by more: what can be mended at all can be mended within
            a multiple of what is amiss (Hoffman, J. Res. NBS 49, 1952).
    """

    elements: tuple[Element, ...]
    figures: np.ndarray
    weights: np.ndarray
    matrix: np.ndarray
    low: np.ndarray
    high: np.ndarray
    most: float

    @property
    def size(self) -> int:
        """Return the number of cells."""
        return len(self.elements)


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
    figures = np.array([float(report.figures.get(one, 0)) for one in elements])
    amiss = np.maximum(low, 0).sum() + np.maximum(-high, 0).sum() + np.maximum(-figures, 0).sum()
    return Program(
        elements=elements,
        figures=figures,
        weights=np.array([float(report.weights.get(one, ONE)) for one in elements]),
        matrix=matrix,
        low=low,
        high=high,
        most=float(amiss + 1) * _growth(matrix),
    )


def _growth(matrix: np.ndarray) -> float:
    """Return by how much a chain of conditions can make one change larger than what is amiss."""
    return float(min(np.prod(np.maximum(np.abs(matrix).max(axis=1), 1)), LARGEST_GROWTH))


def _smallest_sets(program: Program) -> tuple[list[tuple[int, ...]], bool]:
    """Return the sets of columns of smallest weight, and whether these are all."""
    found: list[tuple[int, ...]] = []
    cuts = [_cut(program.size, (), with_more=False)]
    lightest = np.inf
    for _ in range(MOST_ATTEMPTS):
        chosen = _proposed(program, cuts)
        if chosen is None:
            return found, True
        weight = program.weights[list(chosen)].sum()
        if weight > lightest + SLACK:
            return found, True
        is_fit = _range(program, chosen, 0) is not None
        cuts.append(_cut(program.size, chosen, with_more=is_fit))
        if is_fit:
            lightest = weight
            found.append(chosen)
            if len(found) == MOST_SOLUTIONS:
                return found, False
    return found, False


def _cut(size: int, chosen: tuple[int, ...], *, with_more: bool) -> LinearConstraint:
    """Return what keeps a set from being proposed again, alone or with every set that holds it."""
    row = np.zeros(2 * size)
    if not with_more:
        row[size:] = -1
    row[[size + column for column in chosen]] = 1
    return _between(row, -np.inf, len(chosen) - 1)


def _between(rows: np.ndarray, low: Any, high: Any) -> LinearConstraint:
    return LinearConstraint(rows, low, high)


def _proposed(program: Program, cuts: Sequence[LinearConstraint]) -> tuple[int, ...] | None:
    """Return the lightest set of columns that is not cut off, None where there is none."""
    size = program.size
    # Columns: by how much each cell changes, then whether it does.
    conditions = np.hstack([program.matrix, 0 * program.matrix])
    change, limit = np.eye(size), program.most * np.eye(size)
    lowest: Any = np.concatenate([np.maximum(-program.figures, -program.most), np.zeros(size)])
    highest: Any = np.repeat([program.most, 1.0], size)
    answer = milp(
        np.concatenate([np.zeros(size), program.weights]),
        constraints=[
            _between(conditions, program.low, program.high),
            _between(np.hstack([change, -limit]), -np.inf, 0),
            _between(np.hstack([change, limit]), 0, np.inf),
            *cuts,
        ],
        bounds=Bounds(lowest, highest),
        integrality=np.repeat([0, 1], size),
    )
    if answer.x is None:
        return None
    return tuple(int(column) for column in np.flatnonzero(answer.x[size:] > 0.5))


def _range(program: Program, chosen: tuple[int, ...], place: int) -> tuple[float, float] | None:
    """Return the smallest and largest figure of a chosen cell when no other than these may change.

    None where they cannot satisfy the conditions. The largest may be infinite.
    """
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
