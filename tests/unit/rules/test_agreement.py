"""The warehouse and the evaluation in Python give the same verdict on the same figures."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import cycle, product
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from tests.support.landed import land
from tests.support.random_reports import Key, Reports, landed_tables, random_reports
from tests.support.rule_findings import Findings
from tests.support.rule_judging import judged_without_expression
from tests.support.states import settings_in

from baocao.building import prepare_reference
from baocao.building.dbt import run_dbt
from baocao.building.reference import freeze_landing
from baocao.landing import batch_ids
from baocao.registry import ExpectedReport, Registry, Unit
from baocao.rules import Rule, RuleSet, compile_tables
from baocao.rules.evaluating import (
    NOT_APPLICABLE,
    Outcome,
    evaluate,
)
from baocao.rules.expanding import Part, expand
from baocao.rules.loading import parts_of
from baocao.rules.model import MISSING_STRATEGIES, Condition, ForEach, Reference, Tolerance, When
from baocao.rules.parsing import parse_expression
from baocao.rules.scoping import Scope

# A district with some of its communes; codes that other communes bear since July 2025; the rest.
UNITS = 14
# Fewer verdicts than that cannot show all three.
FEWEST = 12
# Here nobody sends again, so that a total row that fits its own file fits its communes.
NEVER_BROKEN = {"HIE01"}
EXPRESSIONS = (
    "TD03 {} TD01 + TD02",
    "TD04 - 2 * TD05 {} 1.5 * TD03 + 1",
    "DL02 {} sum(DL02 by CL_PETITION)",
    "DL04[KN] {} prev(DL04[KN])",
    "TD01 {} year_ago(TD01)",
    "TD01 + TD02 {} parts(TD01)",
    "claimed(TD01) {} file_rows(TD01)",
    "claimed(TD01) {} children(TD01) + TD01",
    "TD06 {} weeks() - months()",
    "children(prev(TD01)) {} TD02",
    "DC01 + DC02 {} first_half(DC01)",
    "TD02 + carried(TD04) {} TD05",
    "TD05 {} 1",
    "parent(TD01) {} TD01 + 1",
    "predecessors(prev(TD02)) {} TD03",
    "DC04 {} F-DVK.DVK01",
    "computed(GQ05) {} TD01 + 50.5",
    "denominator(GQ05) {} numerator(GQ05) + 1",
)
PAIRED = ("TD03 {} TD01 + TD02", "TD05 {} prev(TD05)", "DVK01 {} sum(DVK01 by CL_DVK_FIELD)")
TOLERANCES = (
    Tolerance(),
    Tolerance("absolute", Decimal(2)),
    Tolerance("relative", Decimal("0.25")),
    Tolerance("last_decimal", Decimal(2)),
)
GIVEN = (None, "TD01 <= 2", None, "TD02 > prev(TD02)", "TD04 >= weeks() - 13")
Verdicts = dict[tuple[str, int, *Key], Outcome]


def _below(registry: Registry, root: str, on: date) -> list[Unit]:
    units = (registry.unit(code, on) for code in registry.below(root, on))
    return [unit for unit in units if unit is not None]


@pytest.fixture(scope="module")
def units(registry: Registry) -> set[str]:
    before, after = date(2025, 6, 14), date(2025, 9, 14)
    old = _below(registry, "06", before)
    used_again = sorted(
        {unit.unit_code for unit in old}
        & {unit.unit_code for unit in _below(registry, "19", after) if unit not in old}
    )
    district = next(unit for unit in old if unit.unit_type == "DISTRICT").unit_code
    others = [
        [unit.unit_code for unit in old if unit.unit_type == kind][:2]
        for kind in ("AGENCY", "PARTY_COMMITTEE", "ENTERPRISE")
    ]
    children = registry.children(district, before)
    late = {"19", "TN-TU", "TN-DU-QS", "TN-DU-CA", "TN-LDLD"}
    return {
        *(district, *children[:UNITS], *used_again[:UNITS], *late),
        *(code for kind in others for code in kind),
    }


@pytest.fixture(scope="module")
def every_rule(ruleset: RuleSet) -> RuleSet:
    """Return the real rules and one for every operator, strategy and function."""
    model = next(rule for rule in ruleset.rules if rule.rule_code == "SUM01")
    return RuleSet((*ruleset.rules, *_more_rules(model)))


def _more_rules(model: Rule) -> Iterator[Rule]:
    expressions, paired, tolerances = cycle(EXPRESSIONS), cycle(PAIRED), cycle(TOLERANCES)
    guards = cycle(GIVEN)
    strategies = list(product(MISSING_STRATEGIES, repeat=2))
    for operator in ("==", "!=", "<", "<=", ">", ">=", "compulsory_pair", "exclusive_pair"):
        for number, (left, right) in enumerate(strategies):
            text = next(paired if "pair" in operator else expressions).format(operator)
            given = next(guards)
            condition = Condition(
                1,
                text,
                parse_expression(text),
                When(),
                ForEach(),
                parse_expression(given) if given and "TD0" in text else None,
            )
            yield replace(
                model,
                rule_code=f"T{operator}{number}",
                form_codes=("F-TCD", "F-QCDC", "F-DVK"),
                conditions=(condition,),
                left_missing=left,
                right_missing=right,
                tolerance=next(tolerances),
            )


@pytest.fixture(scope="module")
def reports(registry: Registry, units: set[str]) -> Reports:
    return random_reports(registry, units, seed=20230101)


@pytest.fixture(scope="module")
def in_warehouse(
    registry: Registry,
    every_rule: RuleSet,
    reports: Reports,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    settings = settings_in(tmp_path_factory.mktemp("home"))
    prepare_reference(settings, registry)
    for name, table in compile_tables(every_rule, registry).items():
        pq.write_table(table, settings.landing / "reference" / f"{name}.parquet")
    land(settings, "random", landed_tables(reports))
    settings.warehouse.mkdir(parents=True, exist_ok=True)
    freeze_landing(settings, batch_ids(settings))
    left_out = [f"--exclude-resource-type={kind}" for kind in ("test", "unit_test")]
    arguments = ["build", "--select", "+fct_rule_verdicts", *left_out]
    run_dbt(settings, arguments, settings.warehouse_file, {})
    return settings.warehouse_file


@pytest.fixture(scope="module")
def in_python(registry: Registry, every_rule: RuleSet, reports: Reports) -> Verdicts:
    verdicts: Verdicts = {}
    for rule, parts in parts_of(every_rule, registry):
        for number, part in enumerate(parts, start=1):
            for key in _in_scope(part, reports):
                verdicts[rule.rule_code, number, *key] = _judge(rule, part, Findings(reports, key))
    return verdicts


def _in_scope(part: Part, reports: Reports) -> Iterator[Key]:
    for scope in part.scopes:
        for key, report in reports.expected.items():
            if (part.form_code, scope.unit_type, scope.period_type) == (
                report.form_code,
                report.unit_type,
                report.period_type,
            ) and _admits(scope, report, reports):
                yield key


def _judge(rule: Rule, part: Part, findings: Findings) -> Outcome:
    if findings.key not in findings.reports.figures:
        return Outcome(NOT_APPLICABLE)
    if part.comparison is not None:
        return evaluate(
            part.comparison,
            (rule.left_missing, rule.right_missing),
            rule.tolerance,
            lambda reference: findings.resolve(reference, _items(part, reference)),
            _lengths(findings),
            part.given,
        )
    return judged_without_expression(rule, part, findings)


def _items(part: Part, reference: Reference) -> list[tuple[str, str]]:
    side = dict.fromkeys(
        (term.indicator_code, term.category_code)
        for term in part.terms
        if term.reference == reference
    )
    return list(side)


def _lengths(findings: Findings) -> dict[str, Decimal]:
    period = findings.reports.period(findings.key)
    start = max(period.start_date, findings.reports.expected[findings.key].unit_valid_from)
    days = (period.end_date - start).days + 1
    months = 0
    while _later(start, months + 1).toordinal() <= period.end_date.toordinal() + 1:
        months += 1
    return {"weeks": Decimal(days // 7), "months": Decimal(months)}


def _later(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, day.day)


def test_every_verdict_agrees(in_python: Verdicts, reports: Reports, in_warehouse: Path) -> None:
    with duckdb.connect(in_warehouse, read_only=True) as connection:
        rows = connection.execute(
            "select rule_code, part_no, unit_code, form_code, period_code, verdict,"
            " left_value, right_value from intermediate.int_rule_part_verdicts where epoch = 0"
        ).fetchall()
    found = {row[:5]: row[5:] for row in rows if row[2:5] in reports.expected}
    assert found.keys() == in_python.keys()
    differing = {}
    for key, outcome in in_python.items():
        verdict, left, right = found[key]
        sides = (left, right) if outcome.left is not None else (None, None)
        if (verdict, *sides) != (outcome.verdict, outcome.left, outcome.right):
            differing[key] = (outcome, found[key])
    assert not dict(list(differing.items())[:5])


def test_the_figures_put_every_rule_to_the_test(
    in_python: Verdicts, ruleset: RuleSet, every_rule: RuleSet
) -> None:
    """Every real rule, every operator and every strategy passes, fails and stands aside."""
    groups: dict[str, set[str]] = defaultdict(set)
    rules = {rule.rule_code: rule for rule in every_rule.rules}
    judged = Counter(code for code, *_ in in_python)
    real = {
        rule.rule_code
        for rule in ruleset.rules
        if rule.check_kind != "reporting" and rule.params.get("baseline") != "peers"
        # One trade union has sent one report so far: its rules are judged once each.
        if judged[rule.rule_code] >= FEWEST and rule.rule_code not in NEVER_BROKEN
    }
    assert len(real) > 30
    for (code, *_), outcome in in_python.items():
        rule = rules[code]
        comparison = rule.conditions[0].comparison
        groups[code].add(outcome.verdict)
        groups[comparison.operator if comparison else ""].add(outcome.verdict)
        groups[f"{rule.left_missing} {rule.right_missing}"].add(outcome.verdict)
    operators = {"==", "!=", "<", "<=", ">", ">=", "compulsory_pair", "exclusive_pair"}
    strategies = {" ".join(pair) for pair in product(MISSING_STRATEGIES, repeat=2)}
    wanted = real | operators | strategies
    assert not {name: found for name, found in groups.items() if name in wanted and len(found) < 3}
    assert wanted <= groups.keys()


def test_verdicts_reconcile_with_what_is_due(
    registry: Registry, every_rule: RuleSet, reports: Reports, in_warehouse: Path
) -> None:
    """One verdict for each rule and report in scope: none lost, none twice, none made up."""
    kinds = defaultdict(list)
    for report in reports.expected.values():
        kinds[report.form_code, report.unit_type, report.period_type].append(report)
    expected = {
        (rule.rule_code, report.unit_code, report.form_code, report.period_code)
        for rule in every_rule.rules
        for part in expand(rule, registry)[0]
        for scope in part.scopes
        for report in kinds[part.form_code, scope.unit_type, scope.period_type]
        if _admits(scope, report, reports)
    }
    with duckdb.connect(in_warehouse, read_only=True) as connection:
        rows = connection.execute(
            "select rule_code, unit_code, form_code, period_code, verdict"
            " from marts.fct_rule_verdicts"
        ).fetchall()
    assert len(rows) == len(expected)
    assert {row[:4] for row in rows} == expected
    assert {row[4] for row in rows} == {"pass", "fail", "not_applicable"}


def _admits(scope: Scope, report: ExpectedReport, reports: Reports) -> bool:
    period = reports.period((report.unit_code, report.form_code, report.period_code))
    return (
        report.form_version == scope.form_version
        and (scope.valid_from or date.min) <= period.end_date < (scope.valid_to or date.max)
        and not (scope.whole_period and report.unit_valid_from > period.start_date)
    )
