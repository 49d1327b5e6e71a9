import shutil
from decimal import Decimal

import pytest
from click.testing import CliRunner
from tests.support.states import settings_in
from tests.support.versions import publish_next

from baocao.cli import cli
from baocao.errors import UsageError
from baocao.reporting.reading import open_published
from baocao.reporting.trace import trace_figure


def test_a_total_is_made_of_the_current_cells_of_its_units(province):
    trace = trace_figure(province, "058", "TD03", "2024-A1")
    (part,) = trace.parts
    assert trace.reconciles
    assert part.total == trace.figure["value"]
    assert part.sources[0]["unit_code"] == "058"
    assert {source["unit_code"][:3] for source in part.sources} == {"058"}
    assert Decimal(999) not in [source["value"] for source in part.sources]
    assert len(part.sources) == trace.figure["units_reported"]


def test_a_source_leads_to_the_cell_and_the_bytes(province):
    source = trace_figure(province, "058", "TD03", "2024-A1").parts[0].sources[0]
    assert (source["sheet"], source["cell"], source["raw_text"]) == (
        "Biểu",
        "E12",
        f"{source['value']:.0f},0",
    )
    assert source["file_name"] == "F-TCD_2024-A1_058.xlsx"
    assert source["archive_path"] == (
        province.archive / source["file_sha256"][:2] / source["file_sha256"]
    )
    assert source["version"] == 1


def test_a_corrected_figure_shows_what_was_reported_and_who_corrected_it(province, tmp_path):
    settings = settings_in(tmp_path)
    shutil.copytree(province.home, tmp_path, symlinks=True, dirs_exist_ok=True)
    figure = "unit_code = '058' and indicator_code = 'TD03' and period_code = '2024-A1'"
    publish_next(
        settings,
        "insert into marts.dim_corrections (correction_id, decided_by, reason_vi, reason_en,"
        " reported_value, corrected_value, decided_at) values ('C1', 'Văn phòng UBND tỉnh',"
        " 'Gõ thừa số', 'Typo', 1000, 10, '2025-02-01 00:00:00+00')",
        "update marts.fct_indicator_values set correction_id = 'C1', reported_value = value,"
        f" value_status = 'corrected', value = value + 1 where is_current and {figure}",
        f"update marts.fct_indicator_aggregates set value = value + 1 where {figure}",
        "update reports.rpt_indicator_series set value = value + 1, numerator = numerator + 1"
        f" where {figure}",
    )
    trace = trace_figure(settings, "058", "TD03", "2024-A1")
    source = trace.parts[0].sources[0]
    assert source["value"] == source["reported_value"] + 1
    assert (source["cell"], source["raw_text"]) == ("E12", f"{source['reported_value']:.0f},0")
    assert (source["correction_id"], source["decided_by"], source["reason_vi"]) == (
        "C1",
        "Văn phòng UBND tỉnh",
        "Gõ thừa số",
    )
    env = {"BAOCAO_HOME": str(tmp_path), "BAOCAO_NOW": settings.now.isoformat()}
    words = ["trace", "--unit", "058", "--indicator", "TD03", "--period", "2024-A1"]
    printed = CliRunner().invoke(cli, words, env=env).output
    assert "058: đính chính C1 từ" in printed
    assert "Văn phòng UBND tỉnh, 07:00 ngày 1/2/2025: Gõ thừa số" in printed


def test_a_leaf_traces_to_its_own_cell(province):
    trace = trace_figure(province, "058000", "TD03", "2024-A1")
    assert len(trace.parts[0].sources) == 1
    assert trace.reconciles


def test_a_rate_shows_numerator_and_denominator(province):
    trace = trace_figure(province, "06", "GQ05", "2024-A1")
    assert [(part.role, part.indicator_code) for part in trace.parts] == [
        ("numerator", "GQ03"),
        ("denominator", "GQ01"),
        ("denominator", "GQ02"),
    ]
    assert trace.reconciles
    totals = [part.total for part in trace.parts]
    assert totals[0] == trace.figure["numerator"]
    assert totals[1] + totals[2] == trace.figure["denominator"]


def test_every_published_figure_reconciles(province):
    with open_published(province) as published:
        figures = published.rows(
            "select unit_code, indicator_code, period_code from reports.rpt_indicator_series "
            "where period_code = '2025-Q2'"
        )
    assert len(figures) == 50
    for figure in figures:
        trace = trace_figure(
            province, figure["unit_code"], figure["indicator_code"], figure["period_code"]
        )
        assert trace.reconciles, figure


@pytest.mark.parametrize(
    ("unit", "indicator", "period", "category"),
    [
        ("058999", "TD03", "2024-A1", "_T"),
        ("058", "TD99", "2024-A1", "_T"),
        ("058", "TD03", "2024-A9", "_T"),
        ("058", "TD03", "2024-A1", "XX"),
        ("BK-DN-1", "TD03", "2024-A1", "_T"),
    ],
)
def test_what_was_never_due_is_a_wrong_call(province, unit, indicator, period, category):
    with pytest.raises(UsageError):
        trace_figure(province, unit, indicator, period, category)
