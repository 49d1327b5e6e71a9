"""A broken rules file is refused with file, line and field; the other rules are still read."""

import re
import shutil
from pathlib import Path

import pytest

from baocao import rules
from baocao.errors import ConfigError, ConfigFault
from baocao.registry import Registry

ROOT = Path(__file__).resolve().parents[3]

RULE = """\
- rule_code: X01
  name_vi: Thử
  name_en: Trial
  check_kind: comparison
  form_code: F-TCD
  expression: TD03 == TD01 + TD02
  missing: {left: skip_if_any, right: skip_if_any}
  tolerance: {kind: absolute, value: 0}
  severity: error
  importance: 5
  who_fixes: unit
  advice_vi: Sửa lại
  advice_en: Mend it
  legal_basis: Luật
  examples:
    pass: {TD01: 1, TD02: 2, TD03: 3}
    fail: {TD01: 1, TD02: 2, TD03: 4}
"""
OUTLIER = """\
- rule_code: X02
  name_vi: Thử
  name_en: Trial
  check_kind: statistic
  for_each: {forms: [F-TCD], items: totals}
  params: {method: zscore, baseline: history, comparable: same_type, window_periods: 8,
    min_history: 4, threshold: 3}
  severity: warn
  importance: 3
  who_fixes: unit
  message_vi: "{left}"
  message_en: "{left}"
  advice_vi: Xem lại
  advice_en: Look again
  legal_basis: Luật
  examples:
    pass: {value: 1, history: [1, 1, 1, 1]}
    fail: {value: 99, history: [1, 1, 1, 1]}
"""


@pytest.fixture
def expectations(tmp_path: Path) -> Path:
    folder = tmp_path / "expectations"
    (folder / "rules").mkdir(parents=True)
    shutil.copy(ROOT / "expectations/rules.schema.json", folder)
    return folder


def faults(expectations: Path, registry: Registry, text: str) -> list[ConfigFault]:
    (expectations / "rules/x.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        rules.load(expectations, registry)
    return caught.value.faults


def test_a_sound_file_is_read(expectations: Path, registry: Registry) -> None:
    (expectations / "rules/x.yml").write_text(RULE + OUTLIER, encoding="utf-8")
    found = rules.load(expectations, registry).rules
    assert [rule.rule_code for rule in found] == ["X01", "X02"]
    assert found[1].place.line == 18


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "part"),
    [
        ("TD03 == TD01 + TD02", "TD03 = TD01", 6, "expression, column 20", "cannot read '='"),
        ("TD03 == TD01 + TD02", '"TD03 == TD01 +"', 6, "expression, column 30", "too early"),
        ("TD03 == TD01 + TD02", "TD03 == TD99", 6, "expression, column 23", "no indicator"),
        ("TD03 == TD01 + TD02", "TD03 == TD01[KN]", 6, "expression, column 28", "no category"),
        ("TD03 == TD01 + TD02", "DL01 == sum(DL01 by CL_X)", 6, "expression, column 35",
         "breaks no item"),
        ("TD03 == TD01 + TD02", "TD03 == DC01", 6, "expression, column 23", "no indicator"),
        ("TD03 == TD01 + TD02", "TD03 == first_half(TD01)", 6, "expression, column 15", "owes all"),
        ("TD03 == TD01 + TD02", "$X == TD01", 6, "expression", "goes together"),
        ("TD03 == TD01 + TD02", ">-\n    TD03 ==\n    TD01 + TD99", 6,
         "expression, line 1 of the text, character 16", "no indicator"),
        ("form_code: F-TCD", "form_code: F-XYZ", 5, "form_code", "no form"),
        ("form_code: F-TCD", "for_each: {forms: [F-XYZ]}", 5, "for_each.forms",
         "no form"),
        ("  form_code: F-TCD\n", "", 1, "", "one of form_code, for_each.forms"),
        ("severity: error", "severity: fatal", 9, "severity", "'fatal' is not one of"),
        ("importance: 5", "importance: 9", 10, "importance", "9"),
        ("  who_fixes: unit\n", "", 1, "", "'who_fixes' is a required property"),
        ("legal_basis: Luật", "legal: Luật", 1, "", "legal"),
        ("kind: absolute, value: 0", "kind: absolute, value: -1", 8, "tolerance.value", "-1"),
        ("left: skip_if_any", "left: skip", 7, "missing.left", "'skip' is not one of"),
        ("  missing:", "  params: {min_values: 1}\n  missing:", 7, "params", "does not belong"),
        ("TD03: 4", "TD03: 3", 17, "examples.fail", "gives pass, not fail"),
        ("TD03: 4", "TD05: 3", 17, "examples.fail", "TD05: quy tắc không dùng"),
        ("TD03: 4", "TD-3: 3", 17, "examples.fail", "TD-3: không đọc được / cannot read"),
        ("TD03: 4", "TD03: many", 17, "examples.fail", "not of the shape"),
        ("  severity", "  when: {unit_types: [VILLAGE]}\n  severity", 9, "when.unit_types",
         "VILLAGE: không biểu nào hỏi / no form asks it"),
        ("  severity", "  when: {valid_from: soon}\n  severity", 9, "when.valid_from", "'soon'"),
        ("  severity", "  severity: warn\n  severity", 10, "severity", "stands twice"),
        ("  severity: error", "  severity: [error", 10, "column 13", "not YAML"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_line_and_field(
    expectations: Path, registry: Registry, old: str, new: str, line: int, column: str, part: str
) -> None:
    assert old in RULE
    found = faults(expectations, registry, RULE.replace(old, new, 1))
    first = found[0]
    assert (first.file, first.row, first.column) == ("expectations/rules/x.yml", line, column)
    assert part in first.message


def test_a_broken_rule_is_refused_alone(expectations: Path, registry: Registry) -> None:
    second = RULE.replace("X01", "X03").replace("TD03 == TD01 + TD02", "TD03 == TD01 +")
    third = OUTLIER.replace("comparable: same_type, ", "")
    found = faults(expectations, registry, RULE + second + third)
    assert [(fault.row, fault.column.split(",")[0]) for fault in found] == [
        (23, "expression"),
        (40, "params"),
    ]


@pytest.mark.parametrize(
    ("params", "column", "part"),
    [
        ("{method: ratio_band, related: QT99, low: 1, high: 2}", "params.related", "no indicator"),
        ("{method: ratio_band, related: QT01, low: 1}", "params", "'high' is a required property"),
        (
            "{method: guess, related: QT01, low: 1, high: 2, baseline: history, comparable: x}",
            "params",
            "'min_history' is a required property",
        ),
    ],
)
def test_parameters_of_a_statistic_are_checked(
    expectations: Path, registry: Registry, params: str, column: str, part: str
) -> None:
    start, end = OUTLIER.index("{method"), OUTLIER.index("  severity")
    found = faults(expectations, registry, OUTLIER[:start] + params + "\n" + OUTLIER[end:])
    assert (found[0].column, part in found[0].message) == (column, True), found[0]


def test_the_others_go_on_without_a_broken_rule(
    expectations: Path, registry: Registry, caplog: pytest.LogCaptureFixture
) -> None:
    second = RULE.replace("X01", "X03").replace("TD03 == TD01 + TD02", "TD03 == TD01 +")
    third = RULE.replace("X01", "X04").replace("TD02\n", "TD02\n  given: TD01 > TD99\n", 1)
    text = RULE + second + OUTLIER + third
    (expectations / "rules/x.yml").write_text(text, encoding="utf-8")
    (expectations / "rules/y.yml").write_text("- [", encoding="utf-8")
    (expectations / "rules/z.yml").write_text(RULE, encoding="utf-8")
    sound = rules.load_telling(expectations, registry).rules
    assert [(rule.rule_code, rule.place.file[-5:]) for rule in sound] == [
        ("X01", "x.yml"),
        ("X02", "x.yml"),
    ]
    told = [record.getMessage() for record in caplog.records]
    assert [re.findall(r"(\w\.yml):(\d+)", one)[0] for one in told] == [
        ("x.yml", "23"),
        ("x.yml", "59"),
        ("x.yml", "69"),
        ("x.yml", "70"),
        ("y.yml", "1"),
        ("z.yml", "1"),
    ]
    assert "given, column 17" in told[1]


def test_a_code_stands_once_in_all_files(expectations: Path, registry: Registry) -> None:
    (expectations / "rules/w.yml").write_text(RULE, encoding="utf-8")
    (found,) = faults(expectations, registry, RULE)
    assert (found.file, found.row, found.column) == ("expectations/rules/x.yml", 1, "rule_code")
    assert "expectations/rules/w.yml:1" in found.message


@pytest.mark.parametrize("text", ["", "rules: []", "[]", "- 3"])
def test_a_file_without_rules_is_a_fault(expectations: Path, registry: Registry, text: str) -> None:
    (found,) = faults(expectations, registry, text)
    assert found.file == "expectations/rules/x.yml"


def test_a_folder_without_rules_is_a_fault(expectations: Path, registry: Registry) -> None:
    with pytest.raises(ConfigError, match="no rules are here"):
        rules.load(expectations, registry)


def test_a_file_that_is_not_utf8_is_a_fault(expectations: Path, registry: Registry) -> None:
    (expectations / "rules/x.yml").write_bytes(b"\xff\xfe- rule_code")
    with pytest.raises(ConfigError, match=re.escape("not UTF-8")):
        rules.load(expectations, registry)
