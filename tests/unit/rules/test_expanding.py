from dataclasses import replace
from datetime import date

import pytest

from baocao.registry import Form, Registry
from baocao.rules import Rule, RuleSet
from baocao.rules.expanding import Part, expand
from baocao.rules.model import Condition, ForEach, When
from baocao.rules.parsing import parse_expression


def parts_of(ruleset: RuleSet, registry: Registry, code: str) -> list[Part]:
    rule = next(rule for rule in ruleset.rules if rule.rule_code == code)
    return expand(rule, registry)[0]


def with_condition(ruleset: RuleSet, text: str, forms=("F-TCD",), when=None, **for_each) -> Rule:
    model = next(rule for rule in ruleset.rules if rule.rule_code == "SUM01")
    condition = Condition(1, text, parse_expression(text), when or When(), ForEach(**for_each))
    return replace(model, form_codes=forms, conditions=(condition,))


def kinds(part: Part) -> set[tuple[str, str]]:
    return {(scope.unit_type, scope.period_type) for scope in part.scopes}


def test_a_sum_by_a_code_list_becomes_the_items_that_the_form_asks(
    ruleset: RuleSet, registry: Registry
) -> None:
    part = parts_of(ruleset, registry, "SUM03")[1]
    assert [(term.side, term.indicator_code, term.category_code) for term in part.terms] == [
        ("left", "DL02", "_T"),
        ("right", "DL02", "KN"),
        ("right", "DL02", "TC"),
        ("right", "DL02", "KNPA"),
    ]


def test_each_category_and_each_item_is_a_part(ruleset: RuleSet, registry: Registry) -> None:
    assert [part.part_code for part in parts_of(ruleset, registry, "BAL01")] == [
        *("_T", "KN", "TC", "KNPA")
    ]
    assert [part.part_code for part in parts_of(ruleset, registry, "BAL03")] == [
        *("1._T", "1.KN", "1.TC", "1.KNPA", "2._T", "2.KN", "2.TC")
    ]
    totals = parts_of(ruleset, registry, "VAL07")
    assert all(part.main and part.main.category_code == "_T" for part in totals)
    assert {part.form_code for part in totals} == {"F-TCD", "F-QCDC"}


def test_a_part_applies_to_those_that_owe_all_its_figures(
    ruleset: RuleSet, registry: Registry
) -> None:
    conferences = parts_of(ruleset, registry, "NUM10")[0]
    assert kinds(conferences) == {("COMMUNE", "A"), ("AGENCY", "A")}
    first_half = {part.part_code: kinds(part) for part in parts_of(ruleset, registry, "PER01")}
    assert "DC06" not in first_half
    assert first_half["VB08"] == {
        *(("COMMUNE", "A"), ("DISTRICT", "A"), ("AGENCY", "A"), ("PARTY_COMMITTEE", "A"))
    }


def test_a_total_row_is_owed_by_those_that_send_for_others(
    ruleset: RuleSet, registry: Registry
) -> None:
    parts = parts_of(ruleset, registry, "SUM06")
    assert {unit_type for part in parts for unit_type, _ in kinds(part)} == {"DISTRICT"}
    passed_on = {row.form_code for row in registry.addressees if row.sent_by == "parent"}
    forms = [form for form in registry.forms if form.form_code in passed_on]
    assert {part.part_code for part in parts} == {
        item.code
        for form in forms
        for item in form.items
        if registry.indicators[item.indicator_code].kind != "rate"
    }


def test_sums_over_units_below_are_owed_by_those_that_have_some(
    ruleset: RuleSet, registry: Registry
) -> None:
    (part,), _ = expand(with_condition(ruleset, "TD03 >= children(TD03)"), registry)
    assert {unit_type for unit_type, _ in kinds(part)} == {"DISTRICT"}


def test_when_restricts_what_follows_from_the_form(ruleset: RuleSet, registry: Registry) -> None:
    when = When(("AGENCY", "ENTERPRISE"), ("Q",), date(2024, 1, 1), date(2025, 1, 1), True)
    (part,), _ = expand(with_condition(ruleset, "TD03 >= TD01", when=when), registry)
    (scope,) = part.scopes
    assert (scope.unit_type, scope.period_type, scope.whole_period) == ("AGENCY", "Q", True)
    assert (scope.valid_from, scope.valid_to) == (date(2024, 1, 1), date(2025, 1, 1))


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("TD03 == DC01", "DC01", "is no indicator of F-TCD version 1"),
        ("TD03[KN] == 1", "KN", "no category"),
        ("DL02 == sum(DL02 by CL_CASE)", "CL_CASE", "breaks no item"),
        ("TD03 == first_half(TD03)", "", "owes all its figures"),
        ("TD03 == claimed(TD03) + TD03", "", ""),
    ],
)
def test_problems_name_what_the_form_does_not_have(
    ruleset: RuleSet, registry: Registry, text: str, name: str, message: str
) -> None:
    parts, problems = expand(with_condition(ruleset, text), registry)
    if not message:
        assert parts
        return
    (problem,) = problems
    assert not parts
    assert problem.name == name
    assert message in problem.message


def second_version(form: Form, without: str) -> Form:
    items = tuple(replace(item, form_version="2") for item in form.items if item.code != without)
    return replace(form, form_version="2", valid_from=date(2026, 1, 1), items=items)


def test_a_form_version_without_a_category_makes_a_part_of_its_own(
    ruleset: RuleSet, registry: Registry
) -> None:
    form = next(form for form in registry.forms if form.form_code == "F-TCD")
    forms = (*registry.forms, second_version(form, "DL02.KNPA"))
    rule = with_condition(ruleset, "DL02 == sum(DL02 by CL_PETITION)")
    parts, problems = expand(rule, replace(registry, forms=forms))
    assert not problems
    assert [len(part.terms) for part in parts] == [4, 3]
    assert [{scope.form_version for scope in part.scopes} for part in parts] == [{"1"}, {"2"}]
    assert len({part.part_code for part in parts}) == 1


def test_an_unchanged_condition_is_one_part_over_all_versions(
    ruleset: RuleSet, registry: Registry
) -> None:
    form = next(form for form in registry.forms if form.form_code == "F-TCD")
    forms = (*registry.forms, second_version(form, "DL02.KNPA"))
    (part,), _ = expand(with_condition(ruleset, "TD03 >= TD01"), replace(registry, forms=forms))
    assert {scope.form_version for scope in part.scopes} == {"1", "2"}
