"""A small province, published: the tables of `marts` written by code, `reports` by the models.

Who is late or missing follows from the place in the list of expected reports, so that the counts of
a test can be worked out by hand; `communes` makes the same province as large as wanted.
"""

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
from tests.support import province_rows as rows
from tests.support import province_scores, province_sources
from tests.support.models import create_reports
from tests.support.province_flags import flag_history, quality_flags
from tests.support.province_rows import AS_OF, TODAY, Row

from baocao.publishing import READERS_NAME
from baocao.settings import Settings

VERSION = "v000007"
ROOT = Path(__file__).resolve().parents[2]

COLUMNS = {
    "dim_units": "scheme; unit_code; name_vi; name_en; unit_type; level integer; parent_unit_code; "
    "province_code; is_synthetic boolean; valid_from date; valid_to date",
    "dim_unit_groups": "basis; group_code; member_unit_code; parent_unit_code; name_vi; name_en",
    "dim_unit_types": "unit_type; name_vi; name_en; plural_vi; plural_en; sort_order integer",
    "dim_periods": "regime; period_code; period_type; period_no integer; reporting_year integer; "
    "start_date date; end_date date; due_date date",
    "dim_forms": "form_code; form_version; name_vi; name_en",
    "dim_indicators": "indicator_code; name_vi; name_en; unit_vi; unit_en; kind; direction; "
    "agg_units; agg_periods; succession_basis; decimals integer; numerator; denominator; "
    "code_lists",
    "dim_indicator_definitions": "indicator_code; is_break boolean; note_vi; note_en; "
    "valid_from date",
    "dim_unit_successions": "from_unit_code; to_unit_code; effective_date date; "
    "weight decimal(9, 6)",
    "dim_documents": "document_code; name_vi; name_en",
    "fct_indicator_targets": "unit_code; indicator_code; category_code; period_code; "
    "target_value decimal(18, 4)",
    "fct_document_answers": "document_code; unit_code; unit_type; period_code; regime; answer; "
    "days_late integer; issued_on date; due_date date; end_date date",
    "agg_reporting_rates": "unit_code; form_code; period_code; expected integer; "
    "received integer; on_time integer; late integer; missing integer; rejected integer; "
    "not_due integer; completeness decimal(18, 4)",
    "dim_categories": "code_list; category_code; name_vi; name_en; sort_order integer",
    "fct_submissions": "submission_id; delivery_id; file_sha256; file_name; sender_unit_code; "
    "unit_code; form_code; period_code; sheet; status; version integer; is_current boolean; "
    "received_at timestamptz; superseded_at timestamptz",
    "fct_reporting_status": "unit_code; unit_type; form_code; form_version; period_code; regime; "
    "sender_unit_code; submission_id; status; days_late integer; compulsory_expected integer; "
    "compulsory_filled integer; rules_evaluated integer; rules_failed integer; "
    "binding_evaluated integer; binding_failed integer; weight_owed integer; "
    "weight_passed integer; end_date date; due_date date; period_type; received_at timestamptz",
    "fct_indicator_values": "submission_id; sender_unit_code; unit_code; form_code; period_code; "
    "indicator_code; category_code; value_status; sheet; cell; raw_text; correction_id; "
    "reported_value decimal(18, 4); value decimal(18, 4); version integer; is_current boolean; "
    "known_from timestamptz; known_to timestamptz",
    "dim_corrections": "correction_id; unit_code; form_code; period_code; indicator_code; "
    "category_code; decided_by; reason_vi; reason_en; submission_id; "
    "reported_value decimal(18, 4); corrected_value decimal(18, 4); is_current boolean; "
    "decided_at timestamptz; expires_at timestamptz; effective_from timestamptz; "
    "effective_to timestamptz",
    "fct_indicator_aggregates": "unit_code; boundary; indicator_code; category_code; period_code; "
    "time_basis; exact_unit_code; allocated_share decimal(9, 6); definition_version; "
    "is_series_break boolean; value decimal(18, 4); numerator decimal(18, 4); "
    "denominator decimal(18, 4); units_expected integer; units_reported integer",
    "fct_total_members": "boundary; basis; unit_code; unit_valid_from date; regime; period_code; "
    "is_closing boolean; total_unit_code; keeps_opening boolean",
    "fct_figure_sources": "unit_code; unit_valid_from date; form_code; regime; period_code; "
    "made_as; is_closing boolean; is_opening_replaced boolean; scope_code; part_period_code; "
    "part_no integer; is_first boolean; is_last boolean",
    "dim_figure_scopes": "scope_code; indicator_code; category_code; time_basis; basis; "
    "is_opening boolean",
    "dim_checks": "check_code; name_en; expression",
    "dim_score_settings": "setting_code; setting_value decimal(9, 4); about_vi; about_en",
    "stg_rules__rules": "rule_code; param_status",
    "int_unit_ancestors": "regime; period_code; unit_code; ancestor_unit_code; is_total boolean",
    "fct_rule_verdicts": "rule_code; unit_code; form_code; period_code; verdict; "
    "not_applicable_reason; indicator_code; category_code; submission_id; severity; "
    "left_value decimal(28, 4); right_value decimal(28, 4); imbalance decimal(28, 4)",
    "fct_quality_flags": "flag_id; check_code; check_kind; check_name_vi; check_name_en; severity; "
    "importance integer; unit_code; form_code; period_code; indicator_code; category_code; "
    "message_vi; message_en; expected; actual; submission_id; file_name; sheet; cell; raw_text; "
    "suspect_cells; suspects_vi; suspects_en; part_code; status; who_fixes; advice_vi; advice_en; "
    "legal_basis; "
    "first_seen_at timestamptz; last_seen_at timestamptz; times_seen integer; "
    "reopened_at timestamptz; resolved_at timestamptz; resolved_by; decided_by; reason; "
    "until_at timestamptz",
    "fct_flag_history": "flag_id; check_code; unit_code; form_code; period_code; status; change; "
    "decided_by; reason; until_at timestamptz; known_from timestamptz; known_to timestamptz",
}


def publish_province(
    settings: Settings, communes: int = 6, others: Mapping[str, Iterable[Row]] | None = None
) -> None:
    """Publish the province as the current version.

    Args:
        settings: where to.
        communes: communes in each of the two districts.
        others: tables to write with these rows instead.
    """
    folder = settings.published / VERSION
    folder.mkdir(parents=True)
    with duckdb.connect(folder / READERS_NAME) as connection:
        connection.execute("set timezone = 'UTC'; create schema marts")
        units = list(rows.units(communes))
        reports = list(province_scores.scored(rows.reports(units)))
        values = list(rows.values(reports))
        tables = {
            "dim_units": units,
            "dim_unit_types": _unit_types(),
            "dim_unit_groups": [],
            "dim_periods": rows.periods(),
            "dim_forms": rows.forms(),
            "dim_indicators": rows.indicators(),
            "dim_categories": [rows.category("CL_TOTAL", "_T", "Tổng số", "Total")],
            "dim_corrections": [],
            "dim_indicator_definitions": [],
            "dim_documents": [],
            "dim_unit_successions": [],
            "fct_indicator_targets": [],
            "fct_document_answers": [],
            "agg_reporting_rates": rows.rates(reports, units),
            "fct_submissions": rows.submissions(reports),
            "fct_reporting_status": reports,
            "fct_indicator_values": values,
            "fct_indicator_aggregates": rows.aggregates(units, values),
            "fct_total_members": province_sources.members(units, reports),
            "fct_figure_sources": province_sources.sources(reports),
            "dim_figure_scopes": province_sources.scopes(),
            "dim_checks": [],
            "dim_score_settings": _seed("score_settings"),
            "stg_rules__rules": province_scores.duties(),
            "int_unit_ancestors": province_scores.ancestors(units),
            "fct_rule_verdicts": [],
            "fct_quality_flags": quality_flags(reports),
            **(others or {}),
        }
        tables["fct_flag_history"] = flag_history(tables["fct_quality_flags"])
        for name, content in tables.items():
            _write_table(connection, name, content)
        create_reports(connection, TODAY.isoformat())
    manifest = {"version": VERSION, "build_id": "build0007", "as_of": AS_OF.isoformat()}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (settings.published / "current").symlink_to(VERSION)


def _unit_types() -> list[Row]:
    """Return the types of units as the seeds have them, without what only forms print."""
    columns = [column.partition(" ")[0] for column in COLUMNS["dim_unit_types"].split("; ")]
    rows = [{name: row[name] for name in columns} for row in _seed("unit_types")]
    return [row | {"sort_order": int(row["sort_order"])} for row in rows]


def _seed(name: str) -> list[Row]:
    """Return the rows of a file of reference data as the seeds have them."""
    with (ROOT / f"seeds/reference/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write_table(connection: duckdb.DuckDBPyConnection, name: str, content: Iterable[Row]) -> None:
    """Write rows by column name; a column that a row leaves out is null."""
    columns = [column.partition(" ") for column in COLUMNS[name].split("; ")]
    connection.execute(
        f"create table marts.{name} ("
        + ", ".join(f"{column} {kind or 'varchar'}" for column, _, kind in columns)
        + ")"
    )
    listed = list(content)
    if listed:
        wanted = {column: [row.get(column) for row in listed] for column, _, _ in columns}
        assert set().union(*listed) <= set(wanted), f"{name} has no such column"
        table = pa.table(wanted)
        connection.register("content", table)
        connection.execute(f"insert into marts.{name} select * from content")
        connection.unregister("content")
