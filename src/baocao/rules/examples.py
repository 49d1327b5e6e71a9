"""Running a rule on its own examples."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from baocao.rules.evaluating import (
    FAIL,
    NOT_APPLICABLE,
    PASS,
    Resolved,
    all_zero,
    copied,
    evaluate,
)
from baocao.rules.model import REPORTED, Atom, Condition, Reference, Rule, When, Window
from baocao.rules.parsing import ExpressionError, parse_atom


class ExampleError(ValueError):
    """An example that does not fit its rule."""


def judge_comparison(rule: Rule, example: Mapping[str, Any]) -> str:
    """Return the verdict of expressions on the figures that an example gives."""
    context = example.get("for") or {}
    given = _given(rule, example)
    windows = {atom: value for atom, value in given.items() if isinstance(atom, Window)}
    lengths = {window.name: Decimal(value) for window, value in windows.items()}

    def resolve(reference: Reference) -> Resolved:
        value = given.get(reference)
        return Resolved(Decimal(0), present=0) if value is None else _resolved(reference, value)

    verdicts = {
        evaluate(
            condition.comparison,
            (rule.left_missing, rule.right_missing),
            rule.tolerance,
            resolve,
            lengths,
            condition.given,
        ).verdict
        for condition in conditions_for(rule, context)
        if condition.comparison is not None
    }
    return next((one for one in (FAIL, PASS) if one in verdicts), NOT_APPLICABLE)


def _resolved(reference: Reference, value: Any) -> Resolved:
    """Return a figure as reported; a rate that is not whole is printed with its decimals."""
    number = Decimal(value)
    exponent = number.as_tuple().exponent
    is_printed = reference.source == REPORTED and isinstance(exponent, int) and exponent < 0
    return Resolved(number, decimals=abs(int(exponent)) if is_printed else None)


def conditions_for(rule: Rule, context: Mapping[str, str]) -> list[Condition]:
    """Return the conditions that apply to an example's unit type and period type."""

    def admits(when: When) -> bool:
        unit_type, period_type = context.get("unit_type"), context.get("period_type")
        return (unit_type is None or not when.unit_types or unit_type in when.unit_types) and (
            period_type is None or not when.period_types or period_type in when.period_types
        )

    return [condition for condition in rule.conditions if admits(condition.when)]


def _given(rule: Rule, example: Mapping[str, Any]) -> dict[Atom, Any]:
    known = {
        atom
        for condition in rule.conditions
        if condition.comparison is not None
        for comparison in (condition.comparison, condition.given)
        if comparison is not None
        for side in (comparison.left, comparison.right)
        for _, atom in side.terms
    }
    given: dict[Atom, Any] = {}
    for key, value in example.items():
        if key == "for":
            continue
        try:
            atom = parse_atom(key)
        except ExpressionError as error:
            raise ExampleError(f"{key}: {error}") from error
        if atom not in known:
            raise ExampleError(f"{key}: quy tắc không dùng / the rule does not name it")
        given[atom] = value
    return given


def judge_copied(rule: Rule, example: Mapping[str, Any]) -> str:
    """Return whether the `current` figures of an example repeat the `previous` ones."""
    current, previous = _filled(example["current"]), _filled(example["previous"])
    return copied(
        list(current.items()),
        list(previous.items()),
        rule.params["min_values"],
        rule.params["min_distinct"],
    )


def judge_zero(rule: Rule, example: Mapping[str, Any]) -> str:
    """Return whether all `current` figures of an example are zero."""
    return all_zero(list(_filled(example["current"]).values()), rule.params["min_values"])


def judge_reporting(rule: Rule, example: Mapping[str, Any]) -> str:
    """Return whether the `status` or the number of `versions` of an example is flagged."""
    if "status" in rule.params:
        return FAIL if example["status"] == rule.params["status"] else PASS
    return FAIL if example["versions"] >= rule.params["min_versions"] else PASS


def _filled(values: Mapping[str, Any]) -> dict[str, Decimal]:
    return {key: Decimal(value) for key, value in values.items() if value is not None}
