"""Published rows in the formats of other systems, read back with other eyes."""

import csv
import io
import json
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator, ValidationError
from tests.support.province import publish_province
from tests.support.states import settings_in

from baocao.cli.exporting import export as command
from baocao.errors import StateError, UsageError
from baocao.exporting import FORMATS, export
from baocao.exporting.ess import schema
from baocao.exporting.selecting import Choice

ALL = Choice()


def _verdict(rule, unit, verdict, **more):
    return {
        "rule_code": rule,
        "unit_code": unit,
        "form_code": "F-TCD",
        "period_code": "2025-Q1",
        "verdict": verdict,
        "severity": "error",
        "indicator_code": "TD03",
        "category_code": "_T",
        **more,
    }


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    settings = settings_in(tmp_path_factory.mktemp("exported"))
    sides = {"left_value": Decimal(8), "right_value": Decimal("8.5"), "imbalance": Decimal("-0.5")}
    publish_province(
        settings,
        others={
            "dim_checks": [
                {"check_code": "SUM01", "name_en": "Do not add up", "expression": "TD03 == TD01"},
                {"check_code": "REP09", "name_en": "Copied", "expression": ""},
            ],
            "fct_rule_verdicts": [
                _verdict("SUM01", "01843", "fail", submission_id="s1", **sides),
                _verdict("SUM01", "01840", "pass", severity="block", category_code="KN", **sides),
                _verdict(
                    "REP09",
                    "01840",
                    "not_applicable",
                    severity="warn",
                    not_applicable_reason="no_report",
                    indicator_code=None,
                ),
            ],
            "dim_categories": [
                {"code_list": "CL", "category_code": "_T", "name_vi": "=1+1", "name_en": "@x"}
            ],
        },
    )
    return settings


def _report(settings, target, choice=ALL):
    done = export(settings, "ess-json", target, None, choice)
    return done, json.loads(target.read_text(encoding="utf-8"))


def test_verdicts_are_a_validation_report_that_its_schema_accepts(settings, tmp_path):
    done, report = _report(settings, tmp_path / "r.json")
    Draft202012Validator(schema()).validate(report)
    assert done.rows == len(report) == 3
    by_id = {entry["id"]: entry for entry in report}
    failed = by_id["SUM01:2025-Q1:01843:F-TCD"]
    assert (failed["value"], failed["rule"]["severity"]) == ("0", "error")
    assert failed["rule"]["explanation"] == "left 8, right 8.5, imbalance -0.5"
    assert failed["data"]["source"] == [["baocao", "2025-Q1", "01843", "F-TCD", "s1"]]
    assert by_id["SUM01:2025-Q1:01840:F-TCD"]["value"] == "1"
    assert by_id["SUM01:2025-Q1:01840:F-TCD"]["data"]["target"][0][-1] == "TD03.KN"
    missing = by_id["REP09:2025-Q1:01840:F-TCD"]
    assert (missing["value"], missing["rule"]["severity"]) == ("NA", "warning")
    assert missing["rule"]["explanation"] == "no_report"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda entry: entry.update(value="2"),
        lambda entry: entry["rule"].pop("severity"),
        lambda entry: entry["event"].pop("time"),
        lambda entry: entry["data"].update(source=["flat"]),
        lambda entry: entry.update(more="x"),
    ],
)
def test_the_schema_refuses_what_is_no_report(settings, tmp_path, spoil):
    _, report = _report(settings, tmp_path / "r.json")
    spoil(report[0])
    with pytest.raises(ValidationError):
        Draft202012Validator(schema()).validate(report)


def test_no_verdict_at_all_is_an_empty_report(settings, tmp_path):
    done, report = _report(settings, tmp_path / "r.json", Choice(unit="nobody"))
    assert (done.rows, report) == (0, [])


def test_csv_is_what_is_published_and_runs_no_formula(settings, tmp_path):
    target = tmp_path / "t.csv"
    export(settings, "csv", target, "dim_categories", ALL)
    content = target.read_text(encoding="utf-8")
    assert content.startswith("\ufeffcode_list,")
    (row,) = csv.DictReader(io.StringIO(content.removeprefix("\ufeff")))
    assert (row["name_vi"], row["name_en"], row["sort_order"]) == ("'=1+1", "'@x", "")


def test_parquet_keeps_the_types(settings, tmp_path):
    target = tmp_path / "t.parquet"
    done = export(settings, "parquet", target, "fct_rule_verdicts", Choice(period="2025-Q1"))
    table = pq.read_table(target)
    assert table.num_rows == done.rows == 3
    assert str(table.schema.field("left_value").type) == "decimal128(28, 4)"


def test_sdmx_has_a_row_for_each_total(settings, tmp_path):
    target = tmp_path / "t.csv"
    done = export(settings, "sdmx-csv", target, None, Choice(period="2025-Q1"))
    rows = list(csv.DictReader(target.open(encoding="utf-8")))
    assert done.rows == len(rows) > 0
    assert {row["STRUCTURE"] for row in rows} == {"dataflow"}
    assert {row["TIME_PERIOD"] for row in rows} == {"2025-Q1"}
    assert {row["OBS_STATUS"] for row in rows} <= {"A", "B", "O"}
    assert all((row["OBS_VALUE"] == "") == (row["OBS_STATUS"] == "O") for row in rows)


@pytest.mark.parametrize(
    ("format_name", "table", "choice", "named"),
    [
        ("csv", None, ALL, "--table"),
        ("csv", "stg_landing__cells", ALL, "stg_landing__cells"),
        ("csv", "fct_rule_verdicts; drop table x", ALL, "drop table"),
        ("sdmx-csv", "dim_units", ALL, "fct_indicator_aggregates"),
        ("csv", "dim_categories", Choice(period="2025-Q1"), "period_code"),
    ],
)
def test_what_cannot_be_exported_is_named(settings, tmp_path, format_name, table, choice, named):
    target = tmp_path / "t"
    with pytest.raises(UsageError, match=named):
        export(settings, format_name, target, table, choice)
    assert not target.exists()


def test_nothing_is_exported_before_anything_is_published(tmp_path):
    with pytest.raises(StateError):
        export(settings_in(tmp_path), "ess-json", tmp_path / "r.json", None, ALL)


@pytest.mark.parametrize("format_name", sorted(FORMATS))
def test_the_command(settings, tmp_path, monkeypatch, format_name):
    monkeypatch.setenv("BAOCAO_HOME", str(settings.home))
    monkeypatch.setenv("BAOCAO_NOW", settings.now.isoformat())
    target = tmp_path / "out"
    table = [] if FORMATS[format_name].table else ["--table", "dim_units"]
    arguments = ["--format", format_name, *table, "-o", str(target), "--json"]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    assert json.loads(result.output)["rows"] > 0
    assert target.stat().st_size > 0
