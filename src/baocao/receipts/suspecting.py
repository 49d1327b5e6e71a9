"""Which cells of a report that breaks rules are likely to be wrong, for the one who corrects it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from baocao.localising import Constraint, Localised, Report, Suspect, conditions, localise
from baocao.localising.causes import CAUSES
from baocao.localising.conditions import BINDING, ESTIMATE
from baocao.receipts.figures import ROLES, Figures, Item, Key
from baocao.receipts.wording import number_text
from baocao.registry import TOTAL, Registry
from baocao.rules.evaluating import Outcome
from baocao.rules.expanding import Part
from baocao.rules.model import COMPUTED, REPORTED, Rule

_OWN = ROLES[REPORTED]


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
    if rule.severity not in BINDING or part.comparison is None or outcome.imbalance is None:
        return None
    coefficients: dict[Item, Decimal] = {}
    for factor, (role, indicator, category) in terms:
        if role == COMPUTED:  # a ratio of cells is no sum of them
            return None
        if role == _OWN:
            element = (indicator, category)
            coefficients[element] = coefficients.get(element, Decimal(0)) + factor
    allowed = rule.tolerance.value
    if rule.tolerance.kind == "relative":
        allowed *= abs(outcome.right or Decimal(0))
    own = {one: figures.values.get((_OWN, *one), Decimal(0)) for one in coefficients}
    return conditions.condition(
        f"{rule.rule_code}/{part.part_code}",
        coefficients,
        part.comparison.operator,
        outcome.imbalance,
        allowed,
        own,
    )


def suspects(registry: Registry, figures: Figures, held: list[Constraint]) -> list[Localised]:
    """Return, fault by fault, the smallest sets of a report's cells that would explain it."""
    own = {key[1:]: cell for key, cell in figures.cells.items() if key[0] == _OWN}
    report = Report(
        figures={element: cell.value for element, cell in own.items() if cell.value is not None},
        weights={
            element: ESTIMATE for element, cell in own.items() if cell.value_status == "estimated"
        },
        decimals={element: registry.indicators[element[0]].decimals for element in own},
    )
    return [found for found in localise(report, held) if found.solutions]


def shown(found: Localised, figures: Figures) -> list[list[dict[str, Any]]]:
    """Return the sets as a receipt shows them: cells, what they hold, what would fit, why."""
    return [[_shown(one, figures) for one in solution] for solution in found.solutions]


def _shown(one: Suspect, figures: Figures) -> dict[str, Any]:
    cell = figures.cells.get((_OWN, *one.element))
    indicator, category = one.element
    cause = CAUSES.get(one.cause, ("", ""))
    is_blank = cell is None or cell.value is None
    words: dict[str, str] = {}
    for suffix in ("vi", "en"):
        fitting = one.expected
        words[f"reported_{suffix}"] = "" if is_blank else number_text(one.reported, suffix)
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
