import shutil
from pathlib import Path

import pytest

from baocao.errors import ConfigError
from baocao.quality import suites

# The tables and columns that readers were promised.
PROMISED = {
    "marts.dim_units": "unit_key scheme unit_code name_vi name_en unit_type level"
    " parent_unit_code province_code valid_from valid_to",
    "marts.dim_periods": "regime period_code period_type reporting_year start_date end_date"
    " due_date",
    "marts.dim_indicators": "indicator_code name_vi name_en kind decimals numerator denominator",
    "marts.dim_categories": "category_code name_vi name_en",
    "marts.dim_forms": "form_code name_vi name_en",
    "marts.fct_submissions": "submission_id unit_code form_code period_code version status"
    " received_at file_sha256 superseded_at",
    "marts.fct_reporting_status": "unit_code form_code period_code regime due_date status"
    " received_at days_late compulsory_expected compulsory_filled rules_evaluated rules_failed",
    "marts.fct_indicator_values": "unit_code indicator_code category_code period_code value"
    " value_status submission_id sheet cell known_from known_to",
    "marts.fct_indicator_aggregates": "unit_code boundary indicator_code category_code"
    " period_code time_basis exact_unit_code allocated_share definition_version is_series_break"
    " value numerator denominator units_expected units_reported",
    "marts.fct_rule_verdicts": "rule_code unit_code form_code period_code verdict left_value"
    " right_value imbalance severity",
    "marts.fct_quality_flags": "flag_id check_code check_kind severity unit_code form_code"
    " period_code indicator_code message_vi message_en expected actual submission_id sheet cell"
    " suspect_cells status first_seen_at resolved_at resolved_by reason",
    "marts.agg_reporting_rates": "unit_code form_code period_code expected received on_time"
    " completeness timeliness",
}

SUITE = """
suite: marts_x
stage: marts
title_vi: Một
title_en: One
table: marts.x
key: [a]
expectations:
  - type: expect_column_values_to_not_be_null
    kwargs: {column: a}
    severity: critical
    notes_vi: Có mã.
    notes_en: There is a code.
"""
LANDING = SUITE.replace("marts", "landing")


@pytest.fixture
def folder(tmp_path: Path, root: Path) -> Path:
    """An expectations folder with one good suite a stage."""
    expectations = tmp_path / "expectations"
    (expectations / "suites").mkdir(parents=True)
    shutil.copy(root / "expectations" / suites.SCHEMA_FILE, expectations)
    (expectations / "suites" / "landing_x.yml").write_text(LANDING)
    (expectations / "suites" / "marts_x.yml").write_text(SUITE)
    return expectations


def test_every_promised_table_and_column_is_watched(root):
    watched = {
        suite.source: suite for suite in suites.load(root / "expectations") if not suite.is_query
    }
    for table, columns in PROMISED.items():
        assert set(columns.split()) <= set(watched[table].columns), table
        checked = [one for one in watched[table].expectations if one.severity == "critical"]
        types = {one.type for one in checked}
        assert types & {
            "expect_column_values_to_be_unique",
            "expect_compound_columns_to_be_unique",
        }, f"{table} has no key"


def test_the_landed_tables_are_watched_with_all_their_columns(root):
    from baocao.landing import SCHEMAS

    watched = {suite.source: suite for suite in suites.load(root / "expectations")}
    for table, schema in SCHEMAS.items():
        assert sorted(watched[f"landing.{table}"].columns) == sorted(schema.names)


def test_an_entry_for_several_columns_is_one_expectation_each(folder):
    text = SUITE.replace("kwargs: {column: a}", "each_column: [a, b]\n    where: {c: [x]}")
    (folder / "suites" / "marts_x.yml").write_text(text)
    suite = suites.load(folder)[1]
    assert [one.subject for one in suite.expectations] == ["a", "b"]
    assert suite.needed_columns == ["a", "c", "b"]


def test_the_fingerprint_changes_with_the_suites(folder):
    before = suites.fingerprint(folder)
    assert suites.fingerprint(folder) == before
    (folder / "suites" / "marts_x.yml").write_text(SUITE.replace("There is", "There must be"))
    assert suites.fingerprint(folder) != before


@pytest.mark.parametrize(
    ("find", "replace", "row", "column", "message"),
    [
        ("not_be_null", "not_be_nul", 9, "type", "is not one of"),
        ("{column: a}", "{}", 9, "", "name one column in kwargs.column"),
        ("kwargs: {column: a}", "each_column: []", 10, "each_column", "should be non-empty"),
        ("severity: critical", "severity: bad", 11, "severity", "is not one of"),
        ("    notes_en: There is a code.\n", "", 9, "", "'notes_en' is a required property"),
        ("table: marts.x", "table: elsewhere.x", 6, "table", "does not match"),
        ("table: marts.x", "table: marts.x\nquery: select 1", 2, "", "either a table or a query"),
        ("suite: marts_x", "suite: marts_y", 2, "suite", "expected 'marts_x'"),
        ("key: [a]", "key: [a]\nkey: [b]", 8, "key", "twice"),
        ("key: [a]", "key: [a", 8, "", "not YAML"),
        ("{column: a}", "{column: a, min_value: x}", 10, "min_value", "is not of type 'number'"),
        ("values_to_not_be_null", "values_to_be_between", 10, "", "give min_value, max_value"),
        ("values_to_not_be_null", "values_to_be_in_set", 9, "", "give the values in kwargs"),
        ("severity", "value_set_of: units\n    severity", 9, "", "value_set_of does not fit"),
    ],
)
def test_a_fault_is_named_with_file_row_and_field(folder, find, replace, row, column, message):
    assert find in SUITE
    (folder / "suites" / "marts_x.yml").write_text(SUITE.replace(find, replace, 1))
    with pytest.raises(ConfigError) as refused:
        suites.load(folder)
    faults = [fault for fault in refused.value.faults if message in fault.message]
    assert faults, refused.value
    assert faults[0].file == "expectations/suites/marts_x.yml"
    assert faults[0].row == row
    assert column in faults[0].column


def test_all_faults_of_all_files_are_named_at_once(folder):
    for name, text in (("landing_x", LANDING), ("marts_x", SUITE)):
        (folder / "suites" / f"{name}.yml").write_text(text.replace("critical", "bad"))
    with pytest.raises(ConfigError) as refused:
        suites.load(folder)
    assert len(refused.value.faults) == 2


@pytest.mark.parametrize("stage", ["landing", "marts"])
def test_a_stage_without_a_suite_is_a_fault_not_an_open_gate(folder, stage):
    (folder / "suites" / f"{stage}_x.yml").unlink()
    with pytest.raises(ConfigError, match=f"no suite of stage {stage}"):
        suites.load(folder)


def test_a_missing_schema_is_a_fault(folder):
    (folder / suites.SCHEMA_FILE).unlink()
    with pytest.raises(ConfigError, match=r"suites\.schema\.json"):
        suites.load(folder)
