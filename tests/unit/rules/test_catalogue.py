"""The rules of the repository: each example gives its verdict, each condition can fail."""

import re
from pathlib import Path

import pytest

from baocao import rules
from baocao.registry import Registry
from baocao.rules import Rule, RuleSet
from baocao.rules.evaluating import FAIL
from baocao.rules.expanding import expand
from baocao.rules.kinds import judge_example

ROOT = Path(__file__).resolve().parents[3]
EXPECTATIONS = ROOT / "expectations"
RULES = rules.load(EXPECTATIONS, Registry.load(ROOT / "seeds")).rules

PROMISED = """
    NUM03 NUM08 NUM09 NUM10 SUM01 SUM02 SUM03 SUM04 SUM06 BAL01 BAL02 BAL03 PER01 PER02 PER03 PER04
    PER05 DVK01R DVK02R LAW01 LAW02 REP01 REP02 REP04 REP09 REP10 VAL07
"""
EXAMPLES = [
    pytest.param(rule, kind, example, id=f"{rule.rule_code}-{kind}-{number}")
    for rule in RULES
    for kind, examples in (("pass", rule.passing), ("fail", rule.failing))
    for number, example in enumerate(examples, start=1)
]


@pytest.mark.parametrize(("rule", "kind", "example"), EXAMPLES)
def test_each_example_gives_its_verdict(rule: Rule, kind: str, example: dict) -> None:
    assert judge_example(rule, example) == kind


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule_code)
def test_each_condition_fails_in_an_example(rule: Rule) -> None:
    for condition in rule.conditions:
        alone = Rule(**{**vars(rule), "conditions": (condition,)})
        named = {
            reference.text
            for reference in (condition.comparison.references if condition.comparison else ())
        }
        fitting = [example for example in rule.failing if not named or named & example.keys()]
        assert any(judge_example(alone, known(alone, one)) == FAIL for one in fitting)


def known(rule: Rule, example: dict) -> dict:
    """Return an example without the figures of other conditions."""
    condition = rule.conditions[0]
    if condition.comparison is None:
        return example
    names = {
        atom.text
        for comparison in (condition.comparison, condition.given)
        if comparison is not None
        for side in (comparison.left, comparison.right)
        for _, atom in side.terms
    }
    return {key: value for key, value in example.items() if key in names | {"for"}}


def test_no_promised_rule_is_missing(ruleset: RuleSet) -> None:
    assert {rule.rule_code for rule in ruleset.rules} >= set(PROMISED.split())


def test_rules_that_apply_to_nobody_do_not_stand(ruleset: RuleSet, registry: Registry) -> None:
    for rule in ruleset.rules:
        parts, problems = expand(rule, registry)
        assert not problems
        assert all(part.scopes for part in parts)
        assert bool(parts) == (rule.check_kind != "reporting")


def test_codes_of_rules_and_findings_do_not_meet(ruleset: RuleSet) -> None:
    text = (EXPECTATIONS / "findings.yml").read_text(encoding="utf-8")
    findings = set(re.findall(r"finding_code: (\w+)", text))
    assert findings
    assert not findings & {rule.rule_code for rule in ruleset.rules}


def test_the_readme_names_every_check_kind_function_and_strategy() -> None:
    text = (EXPECTATIONS / "README.md").read_text(encoding="utf-8")
    kinds = {rule.check_kind for rule in RULES}
    functions = {
        "prev(",
        "year_ago(",
        "parts(",
        "first_half(",
        "carried(",
        "claimed(",
        "file_rows(",
        "computed(",
        "numerator(",
        "denominator(",
        "parent(",
        "predecessors(",
        "given",
        "last_decimal",
        "F-VH.VH04",
    }
    strategies = {"children(", "weeks()", "months()", "skip_if_any", "skip_if_all", "never_skip"}
    assert not [name for name in kinds | functions | strategies if name not in text]
