import json
import re
from collections import Counter
from dataclasses import replace

import pyarrow as pa
import pytest

from baocao.registry import Registry
from baocao.rules import RuleSet, compile_tables
from baocao.rules.compiling import SCHEMAS
from baocao.rules.expanding import expand
from baocao.rules.loading import parts_of
from baocao.rules.model import Condition, ForEach, When
from baocao.rules.parsing import parse_expression
from baocao.rules.wording import ENGLISH, VIETNAMESE, message, side_text

# What the warehouse fills in; every other placeholder must be gone after compiling.
FIGURES = {
    *("left", "right", "difference", "low", "high", "where"),
    *("other_unit", "other_unit_name", "other_period", "odds", "digit"),
}
DUTIES = {
    *("unit_name", "form_name", "form_code", "period_code", "due_date", "received_date"),
    *("days_late", "versions"),
}


@pytest.fixture(scope="module")
def tables(ruleset: RuleSet, registry: Registry) -> dict[str, list[dict]]:
    compiled = compile_tables(ruleset, registry)
    for name, table in compiled.items():
        assert table.schema == pa.schema(list(SCHEMAS[name].items()))
    return {name: table.to_pylist() for name, table in compiled.items()}


def test_every_rule_part_and_term_is_in_the_tables(
    tables: dict, ruleset: RuleSet, registry: Registry
) -> None:
    parts = {rule.rule_code: found for rule, found in parts_of(ruleset, registry)}
    assert [row["rule_code"] for row in tables["rules"]] == list(parts)
    counts = Counter(row["rule_code"] for row in tables["rule_parts"])
    assert counts == {code: len(found) for code, found in parts.items() if found}
    terms = sum(len(part.terms) for found in parts.values() for part in found)
    assert len(tables["rule_terms"]) == terms
    scopes = sum(len(part.scopes) for found in parts.values() for part in found)
    assert len(tables["rule_scopes"]) == scopes


def test_terms_that_may_be_due_more_than_once_are_marked(tables: dict) -> None:
    single = Counter(
        (row["part_id"], row["side"]) for row in tables["rule_terms"] if not row["is_many"]
    )
    terms = Counter((row["part_id"], row["side"]) for row in tables["rule_terms"])
    for row in tables["rule_parts"]:
        for side in ("left", "right", "given"):
            assert row[f"{side}_terms"] == terms[row["part_id"], side]
            assert row[f"{side}_single_terms"] == single[row["part_id"], side]
    many = {row["period_relation"] for row in tables["rule_terms"] if row["is_many"]}
    assert {"parts", "carried"} <= many


@pytest.mark.parametrize(
    ("name", "number", "key"),
    [
        (
            "rule_terms",
            "item_id",
            ("related_form_code", "source", "indicator_code", "category_code"),
        ),
        ("rule_scopes", "scope_id", ("form_code", "form_version", "unit_type", "period_type")),
    ],
)
def test_a_number_stands_for_one_item_or_one_kind_of_report(
    tables: dict, name: str, number: str, key: tuple[str, ...]
) -> None:
    pairs = {(row[number], *(row[column] for column in key)) for row in tables[name]}
    assert len(pairs) == len({pair[0] for pair in pairs}) == len({pair[1:] for pair in pairs}) > 1


def test_numbers_and_lengths_of_a_side_stand_in_its_columns(tables: dict) -> None:
    law = {row["part_no"]: row for row in tables["rule_parts"] if row["rule_code"] == "LAW02"}
    assert [law[number]["right_months"] for number in (1, 2, 3)] == [1, 2, 0]
    assert [law[number]["right_weeks"] for number in (1, 2, 3)] == [0, 0, 1]
    dialogue = next(row for row in tables["rule_parts"] if row["rule_code"] == "LAW01")
    assert (dialogue["right_constant"], dialogue["right_terms"]) == (1, 0)


def test_parameters_are_typed_and_kept_as_written(tables: dict) -> None:
    outlier = next(row for row in tables["rules"] if row["rule_code"] == "VAL07")
    assert outlier["param_window_periods"] == 8
    assert outlier["param_threshold"] == 5
    assert outlier["param_predecessors"].startswith("TD01|TD02|")
    assert json.loads(outlier["params_json"])["allowance"] == 10
    assert outlier["param_status"] is None


def test_messages_lack_only_what_the_warehouse_fills_in(tables: dict) -> None:
    for row in tables["rule_parts"]:
        for name in ("message_vi", "message_en"):
            assert set(re.findall(r"\{(\w+)\}", row[name])) <= FIGURES
    for row in tables["rules"]:
        for name in ("message_vi", "message_en"):
            assert set(re.findall(r"\{(\w+)\}", row[name])) <= DUTIES
            assert bool(row[name]) == (row["check_kind"] == "reporting")


def test_messages_tell_what_to_do(tables: dict, ruleset: RuleSet) -> None:
    rules = {rule.rule_code: rule for rule in ruleset.rules}
    for row in tables["rule_parts"]:
        rule = rules[row["rule_code"]]
        assert row["message_vi"].endswith(f"Cần làm: {rule.advice_vi}")
        assert row["message_en"].endswith(f"What to do: {rule.advice_en}")


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("DL04 == DL01 + DL02 - DL03", "DL01 + DL02 - DL03", "DL01 + DL02 - DL03"),
        ("TD01 == -TD02 + 2 * TD03", "-TD02 + 2 × TD03", "-TD02 + 2 × TD03"),
        ("TD01 == 1.5 * TD02 - 0.5", "1,5 × TD02 - 0,5", "1.5 × TD02 - 0.5"),
        ("TD01 == 100", "100", "100"),
        ("TD01 == prev(DL04[KN])", "DL04.KN kỳ trước", "DL04.KN of the previous period"),
        ("TD01 == sum(DL02 by CL_PETITION)",
         "tổng DL02 theo Khiếu nại; Tố cáo; Kiến nghị, phản ánh",
         "the sum of DL02 over Complaint; Denunciation; Petition and feedback"),
        ("TD01 == 2 * months()", "2 × số tháng trong kỳ", "2 × the months of the period"),
        ("claimed(TD01) == prev(claimed(TD01))", "TD01 ở dòng Tổng cộng kỳ trước",
         "TD01 in the total row of the previous period"),
    ],
)  # fmt: skip
def test_expressions_are_put_into_words(
    ruleset: RuleSet, registry: Registry, text: str, vi: str, en: str
) -> None:
    model = next(rule for rule in ruleset.rules if rule.rule_code == "SUM01")
    condition = Condition(1, text, parse_expression(text), When(), ForEach())
    (part,), _ = expand(replace(model, conditions=(condition,)), registry)
    assert side_text(part, "right", VIETNAMESE) == vi
    assert side_text(part, "right", ENGLISH) == en


def test_a_message_names_the_item_the_relation_and_both_sides(
    ruleset: RuleSet, registry: Registry
) -> None:
    rule = next(rule for rule in ruleset.rules if rule.rule_code == "SUM01")
    (part,), _ = expand(rule, registry)
    assert message(rule, part, VIETNAMESE).startswith(
        "TD03 (Tổng lượt tiếp công dân){where}: TD03 = {left}, phải bằng TD01 + TD02 = {right};"
        " lệch {difference}. Trong đó TD01 là “Lượt tiếp công dân thường xuyên”, TD02 là “Lượt tiếp"
        " định kỳ và đột xuất của người đứng đầu”. Cần làm: "
    )


def test_a_side_of_numbers_alone_is_not_repeated(ruleset: RuleSet, registry: Registry) -> None:
    rule = next(rule for rule in ruleset.rules if rule.rule_code == "LAW01")
    (part,), _ = expand(rule, registry)
    assert "DC04 = {left}, không được nhỏ hơn 1; lệch" in message(rule, part, VIETNAMESE)
