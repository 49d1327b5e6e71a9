"""Verdicts in Python of the rules without expressions, on random reports."""

from decimal import Decimal
from typing import Any

from tests.support.random_reports import Key, Reports
from tests.support.rule_findings import Findings
from tests.support.statistic_history import judge_statistic

from baocao.rules import Rule
from baocao.rules.evaluating import FAIL, NOT_APPLICABLE, PASS, Outcome, all_zero, copied
from baocao.rules.expanding import Part
from baocao.rules.perfunctory import (
    LAST_DIGIT,
    ROUND_FIGURES,
    chance,
    chance_figures,
    like_other_unit,
)


def judged_without_expression(rule: Rule, part: Part, findings: Findings) -> Outcome:
    """Return the verdict of a part on the report that findings are about; all pairs compared."""
    current = _filled(part, findings.key, findings.reports)
    if rule.check_kind == "copied_report":
        return Outcome(_copied(rule, part, findings, current))
    if rule.check_kind == "like_other_unit":
        others = [
            _filled(part, key, findings.reports)
            for key in findings.reports.figures
            if key[1:] == findings.key[1:] and key[0] != findings.key[0]
        ]
        return Outcome(like_other_unit(current, others, rule.params))
    if rule.check_kind in (ROUND_FIGURES, LAST_DIGIT):
        is_year = findings.reports.period(findings.key).period_type == "A"
        sources = findings.related("parts") if is_year else [findings.key]
        pool = [_filled(part, key, findings.reports) for key in sources]
        items = [(term.indicator_code, term.category_code) for term in part.terms]
        figures = chance_figures(pool, items, rule.params["least_figure"])
        return Outcome(chance(rule.check_kind, figures, rule.params))
    if rule.check_kind == "all_zero":
        return Outcome(all_zero(list(current.values()), rule.params["min_values"]))
    figure = next(iter(current.items()), None)
    return judge_statistic(rule.params, figure, findings.reports, findings.key)


def _copied(rule: Rule, part: Part, findings: Findings, current: dict[Any, Decimal]) -> str:
    nearest, farthest = rule.params["nearest_period"], rule.params["window_periods"]
    back = list(reversed(findings.related("history")))[nearest - 1 : farthest]
    least, different = rule.params["min_values"], rule.params["min_distinct"]
    found = {
        copied(list(current.items()), list(before.items()), least, different)
        for before in (_filled(part, key, findings.reports) for key in back)
    }
    return next((verdict for verdict in (FAIL, PASS) if verdict in found), NOT_APPLICABLE)


def _filled(part: Part, key: Key, reports: Reports) -> dict[Any, Decimal]:
    figures = reports.figures.get(key, {})
    items = [(term.indicator_code, term.category_code) for term in part.terms]
    return {item: figures[item] for item in items if isinstance(figures.get(item), Decimal)}
