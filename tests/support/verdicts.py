"""Which verdicts a configuration promises, worked out without the warehouse."""

from collections import defaultdict

from baocao.registry import Registry
from baocao.rules import load
from baocao.rules.expanding import expand
from baocao.settings import Settings


def verdicts_expected(settings: Settings, registry: Registry) -> set[tuple[str, ...]]:
    """Return rule, unit, form and period of what the rules have to judge, in plain Python."""
    parts = defaultdict(list)
    for rule in load(settings.expectations, registry).rules:
        for part in expand(rule, registry)[0]:
            for scope in part.scopes:
                asked = (part.form_code, scope.form_version, scope.unit_type, scope.period_type)
                parts[asked].append((rule.rule_code, scope))
    periods = {(one.regime, one.period_code): one for one in registry.periods}
    expected = set()
    for report in registry.expected_reports():
        window = periods[report.regime, report.period_code]
        asked = (report.form_code, report.form_version, report.unit_type, report.period_type)
        for rule_code, scope in parts[asked]:
            is_whole = report.unit_valid_from <= window.start_date
            if (
                (scope.valid_from is None or scope.valid_from <= window.end_date)
                and (scope.valid_to is None or window.end_date < scope.valid_to)
                and (is_whole or not scope.whole_period)
            ):
                expected.add((rule_code, report.unit_code, report.form_code, report.period_code))
    return expected
