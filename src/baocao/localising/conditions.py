"""A judged comparison as a condition on the cells of one report."""

from collections.abc import Mapping
from decimal import Decimal

from baocao.localising.model import AT_LEAST, AT_MOST, EQUAL, Constraint, Element

# A rule that asks to check may be broken by right figures; nothing follows from it.
BINDING = ("error", "block")
OPERATORS = {"==": EQUAL, "<=": AT_MOST, "<": AT_MOST, ">=": AT_LEAST, ">": AT_LEAST}
# Whole numbers that differ differ by one at least.
_STRICT = {"<": Decimal(1), ">": Decimal(-1)}
# An estimate is doubted before a figure that was counted.
ESTIMATE = Decimal("0.5")


def condition(
    code: str,
    coefficients: Mapping[Element, Decimal],
    operator: str,
    imbalance: Decimal,
    tolerance: Decimal,
    figures: Mapping[Element, Decimal],
) -> Constraint | None:
    """Return a comparison as a condition; None where it says nothing about the report's own cells.

    What does not belong to the report, figures of other reports for instance, is what is left of
    the imbalance without the report's own figures.

    Args:
        code: the rule and its part.
        coefficients: the report's own cells, those of the right side with the opposite sign.
        operator: as rules are written.
        imbalance: left minus right side.
        tolerance: as an amount.
        figures: the report's figures; a blank one counts as 0.
    """
    factors = {element: factor for element, factor in coefficients.items() if factor}
    if not factors or operator not in OPERATORS:
        return None
    own = sum(
        (factor * figures.get(one, Decimal(0)) for one, factor in factors.items()), Decimal(0)
    )
    return Constraint(
        code=code,
        coefficients=factors,
        constant=imbalance - own + _STRICT.get(operator, Decimal(0)),
        operator=OPERATORS[operator],
        tolerance=tolerance,
    )
