"""Rules → the reference tables that the warehouse joins with reported figures.

One evaluation serves all rules: a rule is rows here, never SQL text.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import pyarrow as pa

from baocao.registry import Registry
from baocao.rules.expanding import Part
from baocao.rules.kinds import FACTOR, INTEGER, KINDS, TEXT
from baocao.rules.loading import parts_of
from baocao.rules.model import SAME, WINDOW_FUNCTIONS, Rule, RuleSet, Side
from baocao.rules.relations import Relation, labelled, period_relations, relation_of
from baocao.rules.scoping import GIVEN, SIDES
from baocao.rules.tailing import tail_rows
from baocao.rules.wording import ENGLISH, VIETNAMESE, message

DAY, FLAG = pa.date32(), pa.bool_()
PARAMS: dict[str, pa.DataType] = {
    name: kind for one in KINDS.values() for name, kind in one.params.items()
}
SIDE_COLUMNS: dict[str, pa.DataType] = {
    "missing": TEXT,
    "constant": FACTOR,
    "weeks": FACTOR,
    "months": FACTOR,
    "terms": INTEGER,
    "single_terms": INTEGER,
}

SCHEMAS: dict[str, dict[str, pa.DataType]] = {
    "rules": {
        "rule_code": TEXT,
        "check_kind": TEXT,
        "flag_kind": TEXT,
        "form_codes": TEXT,
        "expression": TEXT,
        "name_vi": TEXT,
        "name_en": TEXT,
        "severity": TEXT,
        "importance": INTEGER,
        "who_fixes": TEXT,
        "advice_vi": TEXT,
        "advice_en": TEXT,
        "message_vi": TEXT,
        "message_en": TEXT,
        "legal_basis": TEXT,
        "params_json": TEXT,
        **{f"param_{name}": kind for name, kind in PARAMS.items()},
    },
    "rule_parts": {
        "part_id": INTEGER,
        "rule_code": TEXT,
        "check_kind": TEXT,
        "part_no": INTEGER,
        "part_code": TEXT,
        "form_code": TEXT,
        "expression": TEXT,
        "operator": TEXT,
        "tolerance_kind": TEXT,
        "tolerance_value": FACTOR,
        "indicator_code": TEXT,
        "category_code": TEXT,
        "message_vi": TEXT,
        "message_en": TEXT,
        **{f"{side}_{name}": kind for side in SIDES for name, kind in SIDE_COLUMNS.items()},
        "given_operator": TEXT,
    },
    "rule_terms": {
        "part_id": INTEGER,
        "rule_code": TEXT,
        "check_kind": TEXT,
        "part_no": INTEGER,
        "side": TEXT,
        "term_no": INTEGER,
        "form_code": TEXT,
        "related_form_code": TEXT,
        "source": TEXT,
        "unit_relation": TEXT,
        "period_relation": TEXT,
        "is_many": FLAG,
        "indicator_code": TEXT,
        "category_code": TEXT,
        "item_id": INTEGER,
        "coefficient": FACTOR,
    },
    "rule_scopes": {
        "part_id": INTEGER,
        "rule_code": TEXT,
        "check_kind": TEXT,
        "part_no": INTEGER,
        "form_code": TEXT,
        "form_version": TEXT,
        "unit_type": TEXT,
        "period_type": TEXT,
        "scope_id": INTEGER,
        "valid_from": DAY,
        "valid_to": DAY,
        "whole_period": FLAG,
    },
    "rule_tails": {
        "rule_code": TEXT,
        "figure_count": INTEGER,
        "hit_count": INTEGER,
        "usual_count": INTEGER,
        "odds": pa.int64(),
    },
    "period_relations": {
        "form_code": TEXT,
        "regime": TEXT,
        "period_code": TEXT,
        "period_relation": TEXT,
        "unit_relation": TEXT,
        "related_form_code": TEXT,
        "related_period_code": TEXT,
        "distance": INTEGER,
    },
}
NUMBERED = {
    "rule_terms": ("item_id", ("related_form_code", "source", "indicator_code", "category_code")),
    "rule_scopes": ("scope_id", ("form_code", "form_version", "unit_type", "period_type")),
}
Row = dict[str, Any]


def compile_tables(ruleset: RuleSet, registry: Registry) -> dict[str, pa.Table]:
    """Return the tables of SCHEMAS: rules, their parts, terms and scopes, and related periods.

    The `period_relation` of a term and of related periods is the label of Reference.relation: of
    which units and form, too, where it is not the report's own.

    `part_id`, `item_id` and `scope_id` number the parts, items and kinds of reports of one
    compilation, to join by; beyond it `rule_code` with `part_code` is the identity of a part.
    """
    rows: dict[str, list[Row]] = {name: [] for name in SCHEMAS}
    relations: list[Relation] = []
    part_id = 0
    expanded = parts_of(ruleset, registry)
    for rule, parts in expanded:
        rows["rules"].append(_rule_row(rule))
        for part_no, part in enumerate(parts, start=1):
            part_id += 1
            key = {"part_id": part_id, "rule_code": rule.rule_code, "part_no": part_no}
            rows["rule_parts"].append(key | _part_row(rule, part))
            rows["rule_terms"] += [key | row for row in _term_rows(rule, part)]
            rows["rule_scopes"] += [key | row for row in _scope_rows(rule, part)]
            relations += _relations(rule, part)
    for name, (column, key) in NUMBERED.items():
        _number(rows[name], column, key)
    depth = max((rule.params.get("window_periods", 0) for rule in ruleset.rules), default=0)
    related = period_relations(registry, relations, depth)
    rows["period_relations"] = [asdict(found) for found in related]
    rows["rule_tails"] = list(tail_rows(expanded, related))
    return {name: _table(name, found) for name, found in rows.items()}


def _number(rows: list[Row], column: str, key: tuple[str, ...]) -> None:
    numbers: dict[tuple[Any, ...], int] = {}
    for row in rows:
        row[column] = numbers.setdefault(tuple(row[name] for name in key), len(numbers) + 1)


def _table(name: str, rows: list[Row]) -> pa.Table:
    schema = pa.schema(list(SCHEMAS[name].items()))
    return pa.Table.from_pylist([_exact(row, schema) for row in rows], schema=schema)


def _exact(row: Row, schema: pa.Schema) -> Row:
    """Give numbers of decimal columns the scale that Arrow asks for."""
    return {
        field.name: (
            Decimal(row[field.name]).quantize(Decimal("0.0001"))
            if field.type == FACTOR and row[field.name] is not None
            else row[field.name]
        )
        for field in schema
    }


def _rule_row(rule: Rule) -> Row:
    texts = {f"message_{language.suffix}": "" for language in (VIETNAMESE, ENGLISH)}
    if rule.check_kind == "reporting":
        texts = {
            f"message_{language.suffix}": message(rule, None, language)
            for language in (VIETNAMESE, ENGLISH)
        }
    return {
        "rule_code": rule.rule_code,
        "check_kind": rule.check_kind,
        "flag_kind": KINDS[rule.check_kind].flag_kind,
        "form_codes": "|".join(rule.form_codes),
        "expression": "; ".join(condition.expression for condition in rule.conditions),
        "name_vi": rule.name_vi,
        "name_en": rule.name_en,
        "severity": rule.severity,
        "importance": rule.importance,
        "who_fixes": rule.who_fixes,
        "advice_vi": rule.advice_vi,
        "advice_en": rule.advice_en,
        **texts,
        "legal_basis": rule.legal_basis,
        "params_json": json.dumps(rule.params, default=str, sort_keys=True),
        **{f"param_{name}": _param(rule.params.get(name)) for name in PARAMS},
    }


def _param(value: Any) -> Any:
    return "|".join(value) if isinstance(value, list) else value


def _part_row(rule: Rule, part: Part) -> Row:
    comparison = part.comparison
    return {
        "check_kind": rule.check_kind,
        "part_code": part.part_code,
        "form_code": part.form_code,
        "expression": part.condition.expression,
        "operator": comparison.operator if comparison else None,
        "tolerance_kind": rule.tolerance.kind,
        "tolerance_value": rule.tolerance.value,
        "indicator_code": part.main.indicator_code if part.main else None,
        "category_code": part.main.category_code if part.main else None,
        "message_vi": message(rule, part, VIETNAMESE),
        "message_en": message(rule, part, ENGLISH),
        **_side_columns("left", part, rule.left_missing),
        **_side_columns("right", part, rule.right_missing),
        **_side_columns(GIVEN, part, "skip_if_any"),
        "given_operator": part.given.operator if part.given else None,
    }


def _side_columns(name: str, part: Part, missing: str) -> Row:
    """Return the columns of one side; what is given is one side, compared with nothing."""
    terms = [term for term in part.terms if term.side == name]
    side = _side_of(name, part)
    columns = {
        "missing": missing,
        "constant": side.constant,
        **{window: side.window_coefficient(window) for window in WINDOW_FUNCTIONS},
        "terms": len(terms),
        "single_terms": sum(not term.reference.is_many for term in terms),
    }
    return {f"{name}_{column}": value for column, value in columns.items()}


def _side_of(name: str, part: Part) -> Side:
    if name != GIVEN:
        return getattr(part.comparison, name) if part.comparison else Side(Decimal(0), ())
    if part.given is None:
        return Side(Decimal(0), ())
    left, right = part.given.left, part.given.right
    turned = tuple((-factor, atom) for factor, atom in right.terms)
    return Side(left.constant - right.constant, left.terms + turned)


def _relations(rule: Rule, part: Part) -> Iterator[Relation]:
    """Yield in which other reports the figures of a part stand, or those of its kind of check."""
    for term in part.terms:
        if term.reference.relation != SAME:
            yield relation_of(part.form_code, term.reference)
    for label in KINDS[rule.check_kind].relations(rule):
        yield labelled(part.form_code, label)


def _term_rows(rule: Rule, part: Part) -> Iterator[Row]:
    for number, term in enumerate(part.terms, start=1):
        yield {
            "check_kind": rule.check_kind,
            "side": term.side,
            "term_no": number,
            "form_code": part.form_code,
            "related_form_code": term.reference.form_code or part.form_code,
            "source": term.reference.source,
            "unit_relation": term.reference.unit_relation,
            "period_relation": term.reference.relation,
            "is_many": term.reference.is_many,
            "indicator_code": term.indicator_code,
            "category_code": term.category_code,
            "coefficient": term.coefficient,
        }


def _scope_rows(rule: Rule, part: Part) -> Iterator[Row]:
    for scope in part.scopes:
        yield {
            "check_kind": rule.check_kind,
            "form_code": part.form_code,
            "form_version": scope.form_version,
            "unit_type": scope.unit_type,
            "period_type": scope.period_type,
            "valid_from": scope.valid_from,
            "valid_to": scope.valid_to,
            "whole_period": scope.whole_period,
        }
