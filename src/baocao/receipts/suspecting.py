"""Which cells of a report that breaks rules are likely to be wrong, for the one who corrects it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from baocao.localising import Constraint, Localised, Report, Suspect, localise
from baocao.localising.causes import CAUSES
from baocao.localising.model import AT_LEAST, AT_MOST, EQUAL, Element
from baocao.receipts.figures import ROLES, Figures, Key
from baocao.receipts.wording import number_text
from baocao.registry import TOTAL, Registry
from baocao.rules.evaluating import Outcome
from baocao.rules.expanding import Part
from baocao.rules.model import COMPUTED, REPORTED, Rule

# A rule that asks to check may be broken by right figures; nothing follows from it.
BINDING = ("error", "block")
_OPERATORS = {"==": EQUAL, "<=": AT_MOST, "<": AT_MOST, ">=": AT_LEAST, ">": AT_LEAST}
_OWN = ROLES[REPORTED]
_ESTIMATE = Decimal("0.5")
_ONE = Decimal(1)


def condition(
    rule: Rule,
    part: Part,
    terms: Iterable[tuple[Decimal, Key]],
    outcome: Outcome,
    figures: Figures,
) -> Constraint | None:
    """Return a judged comparison as a condition on the report's own cells; None where it is none.

    Args:
        rule: the rule.
        part: its part.
        terms: the figures of both sides, those of the right one with the opposite sign.
        outcome: what the sides came to.
        figures: the report's figures.
    """
    operator = part.comparison.operator if part.comparison else ""
    if rule.severity not in BINDING or operator not in _OPERATORS or outcome.imbalance is None:
        return None
    coefficients: dict[Element, Decimal] = {}
    for factor, (role, indicator, category) in terms:
        if role == COMPUTED:  # a ratio of cells is no sum of them
            return None
        if role == _OWN:
            element = (indicator, category)
            coefficients[element] = coefficients.get(element, Decimal(0)) + factor
    coefficients = {element: factor for element, factor in coefficients.items() if factor}
    if not coefficients:
        return None
    own = sum(
        (
            factor * figures.values.get((_OWN, *one), Decimal(0))
            for one, factor in coefficients.items()
        ),
        Decimal(0),
    )
    # Whole numbers that differ differ by one at least.
    strict = {"<": _ONE, ">": -_ONE}.get(operator, Decimal(0))
    allowed = rule.tolerance.value
    if rule.tolerance.kind == "relative":
        allowed *= abs(outcome.right or Decimal(0))
    return Constraint(
        code=f"{rule.rule_code}/{part.part_code}",
        coefficients=coefficients,
        constant=outcome.imbalance - own + strict,
        operator=_OPERATORS[operator],
        tolerance=allowed,
    )


def suspects(registry: Registry, figures: Figures, conditions: list[Constraint]) -> list[Localised]:
    """Return, fault by fault, the smallest sets of a report's cells that would explain it."""
    own = {key[1:]: cell for key, cell in figures.cells.items() if key[0] == _OWN}
    report = Report(
        figures={element: cell.value for element, cell in own.items() if cell.value is not None},
        weights={
            element: _ESTIMATE for element, cell in own.items() if cell.value_status == "estimated"
        },
        decimals={element: registry.indicators[element[0]].decimals for element in own},
    )
    return [found for found in localise(report, conditions) if found.solutions]


def shown(found: Localised, figures: Figures) -> list[list[dict[str, Any]]]:
    """Return the sets as a receipt shows them: cells, what they hold, what would fit, why."""
    return [[_shown(one, figures) for one in solution] for solution in found.solutions]


def _shown(one: Suspect, figures: Figures) -> dict[str, Any]:
    cell = figures.cells.get((_OWN, *one.element))
    indicator, category = one.element
    cause = CAUSES.get(one.cause, ("", ""))
    words: dict[str, str] = {}
    for suffix in ("vi", "en"):
        fitting = one.expected
        words[f"reported_{suffix}"] = number_text(one.reported, suffix)
        words[f"expected_{suffix}"] = "" if fitting is None else number_text(fitting, suffix)
    return {
        "item_code": indicator if category == TOTAL else f"{indicator}.{category}",
        "sheet": cell.sheet if cell else "",
        "cell": cell.cell if cell else "",
        "cause": one.cause,
        "cause_vi": cause[0],
        "cause_en": cause[1],
        **words,
    }
