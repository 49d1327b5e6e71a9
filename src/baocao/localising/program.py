"""The conditions of one fault as numbers: a matrix over the cells that they name."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np

from baocao.localising.model import AT_LEAST, AT_MOST, Constraint, Element, Report

SLACK = 1e-6
# Small figures are alike: more pairs than this fit by chance.
MOST_SWAPS = 2
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

    def swaps(self) -> list[tuple[int, int]]:
        """Return the pairs of columns that satisfy every condition when they change places.

        One of the two stands in a broken equality: that an inequality holds after a swap says
        nothing, it nearly always does. Where many pairs fit they do so by chance.
        """
        if (self.figures < 0).any():
            return []
        equal = np.isfinite(self.low) & np.isfinite(self.high)
        broken = equal & ((self.low > SLACK) | (self.high < -SLACK))
        found: set[tuple[int, int]] = set()
        for column in map(int, np.flatnonzero(self.matrix[broken].any(axis=0))):
            shifts = self.figures - self.figures[column]
            change = (self.matrix[:, [column]] - self.matrix) * shifts
            fits = (change >= self.low[:, None] - SLACK) & (change <= self.high[:, None] + SLACK)
            others = np.flatnonzero(fits.all(axis=0) & (shifts != 0))
            found |= {(min(column, other), max(column, other)) for other in map(int, others)}
        return sorted(found) if len(found) <= MOST_SWAPS else []


def program_of(report: Report, constraints: Sequence[Constraint]) -> Program:
    """Return the conditions of one fault, ready for a solver."""
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
