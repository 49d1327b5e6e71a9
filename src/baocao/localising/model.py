"""What error localisation works on and what it finds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

# Indicator and category.
Element = tuple[str, str]

EQUAL, AT_MOST, AT_LEAST = "==", "<=", ">="


@dataclass(frozen=True)
class Constraint:
    """One condition that a report must satisfy: Σ coefficient × figure + constant (operator) 0.

    Attributes:
        code: the rule and its part, e.g. `SUM01/1`.
        coefficients: by element of the report, none zero.
        constant: what does not belong to the report itself: numbers, figures of other reports.
        operator: `==`, `<=` or `>=`; strict comparisons of whole numbers are written with these.
        tolerance: by how much it may be missed, not negative.
    """

    code: str
    coefficients: Mapping[Element, Decimal]
    constant: Decimal
    operator: str
    tolerance: Decimal = Decimal(0)

    def total(self, figures: Mapping[Element, Decimal]) -> Decimal:
        """Return the left side for some figures; a figure that is not there counts as 0."""
        return self.constant + sum(
            (factor * figures.get(one, Decimal(0)) for one, factor in self.coefficients.items()),
            Decimal(0),
        )

    def holds(self, figures: Mapping[Element, Decimal]) -> bool:
        """Tell whether figures satisfy the condition."""
        total = self.total(figures)
        if self.operator == EQUAL:
            return abs(total) <= self.tolerance
        return total <= self.tolerance if self.operator == AT_MOST else -total <= self.tolerance


@dataclass(frozen=True)
class Report:
    """One unit's figures with what is known to explain them.

    Attributes:
        figures: what was reported, by element.
        previous: the figures of the same unit and form in the period before, where known.
        earlier: the sums of its figures in the earlier periods of the same year, where known.
        weights: how reliable a figure is, 1 where not named; a smaller one is doubted sooner.
        decimals: decimal places by element, 0 where not named.
    """

    figures: Mapping[Element, Decimal]
    previous: Mapping[Element, Decimal] = field(default_factory=dict)
    earlier: Mapping[Element, Decimal] = field(default_factory=dict)
    weights: Mapping[Element, Decimal] = field(default_factory=dict)
    decimals: Mapping[Element, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Suspect:
    """One cell that is likely to be wrong.

    Attributes:
        element: indicator and category.
        reported: the figure as reported.
        low: the smallest figure with which everything can hold, the other suspects free.
        high: the largest one, None where nothing limits it.
        cause: a key of `causes.CAUSES`, empty where none fits.
    """

    element: Element
    reported: Decimal
    low: Decimal
    high: Decimal | None
    cause: str = ""

    @property
    def expected(self) -> Decimal | None:
        """Return the one figure with which everything holds, None where there are several."""
        return self.low if self.low == self.high else None

    def fits(self, figure: Decimal) -> bool:
        """Tell whether a figure lies where everything can hold."""
        return self.low <= figure and (self.high is None or figure <= self.high)


@dataclass(frozen=True)
class Localised:
    """The answer for one fault of a report.

    Attributes:
        solutions: sets of cells of the same smallest weight, and pairs that fit when they change
            places, perhaps with a cell of another fault that is mended as well; those with a likely
            cause first. Each alone would explain every broken condition. Empty where nothing in
            the report can.
        is_complete: whether these are all such sets.
        broken: the codes of the broken conditions that they explain.
    """

    solutions: tuple[tuple[Suspect, ...], ...]
    is_complete: bool = True
    broken: tuple[str, ...] = ()
