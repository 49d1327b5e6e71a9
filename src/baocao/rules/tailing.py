"""Rules about chance → the counts of figures that chance hardly explains, as rows."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from baocao.rules.expanding import Part
from baocao.rules.model import PARTS, Rule
from baocao.rules.perfunctory import LAST_DIGIT, ROUND_FIGURES, tails
from baocao.rules.relations import PeriodRelation


def tail_rows(
    expanded: list[tuple[Rule, list[Part]]], related: list[PeriodRelation]
) -> Iterator[dict[str, Any]]:
    """Yield a row for every count that a rule takes for more than chance.

    Args:
        expanded: every rule with its parts.
        related: which periods a period looks at: a year, at its quarters.
    """
    parts_due = Counter(
        (found.form_code, found.regime, found.period_code)
        for found in related
        if found.period_relation == PARTS
    )
    most_reports = max(parts_due.values(), default=1)
    for rule, parts in expanded:
        if rule.check_kind in (ROUND_FIGURES, LAST_DIGIT):
            most = most_reports * max((len(part.terms) for part in parts), default=0)
            for tail in tails(rule, most):
                yield {
                    "rule_code": rule.rule_code,
                    "figure_count": tail.figures,
                    "hit_count": tail.hits,
                    "usual_count": tail.usual,
                    "odds": tail.odds,
                }
