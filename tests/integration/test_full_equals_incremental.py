"""However a warehouse came to be, batch by batch or at once, its rows are the same.

dbt's own tests are run once, on the warehouse that all others are compared with.
"""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.support.decided import write_decisions
from tests.support.history import write_history
from tests.support.scores import FACTS, recomputed
from tests.support.states import settings_in
from tests.support.totals import count_totals
from tests.support.warehouses import differences, period_hashes

from baocao.building import BuildResult, build
from baocao.building.dbt import run_dbt
from baocao.building.runs import slices_of
from baocao.landing import batch_ids, batches_folder
from baocao.registry import Registry
from baocao.reporting.reading import Published
from baocao.reporting.trace import trace_within
from baocao.settings import Settings

BATCHES = 3
BOUNDARIES = ("as_reported", "current")

# Several builds of the whole project; on a busy machine they outlast the common limit.
pytestmark = pytest.mark.timeout(900)


def hand_over(source: Settings, target: Settings, batch: str) -> None:
    """Copy one landed batch from one state to another."""
    shutil.copytree(batches_folder(source) / batch, batches_folder(target) / batch)


def last_receipt(settings: Settings, batch: str) -> timedelta:
    """Return how long before the settings' present the last file of a batch was received."""
    files = pq.read_table(batches_folder(settings) / batch / "files.parquet")
    return settings.now - max(files["received_at"].to_pylist())


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Settings:
    """Return an empty state with a configuration of its own, which nobody edits meanwhile."""
    base = tmp_path_factory.mktemp("config")
    names = ("seeds", "expectations", "dbt_project")
    for name in names:
        shutil.copytree(root / name, base / name, ignore=shutil.ignore_patterns("target", "logs"))
    return replace(settings_in(base / "home"), **{name: base / name for name in names})


@pytest.fixture(scope="module")
def at_once(empty: Settings, registry: Registry) -> Settings:
    """Return a state into which a whole history landed and was built in one go."""
    settings = replace(empty, home=empty.home / "at_once")
    write_history(settings, registry, BATCHES)
    write_decisions(settings, registry)
    assert build(settings, full=True, judged=False).full
    return settings


@pytest.fixture(scope="module")
def grown(empty: Settings, at_once: Settings) -> tuple[Settings, list[BuildResult]]:
    """Return a state that was built after each batch, at the time of its last file, and today."""
    settings = replace(empty, home=empty.home / "grown")
    results = []
    shutil.copytree(at_once.decisions, settings.decisions)
    for number in range(BATCHES):
        batch = f"b{number:03d}"
        hand_over(at_once, settings, batch)
        then = settings.now - last_receipt(at_once, batch)
        results.append(build(replace(settings, now=then), judged=False))
    results.append(build(settings, judged=False))
    return settings, results


def test_grown_by_increments_equals_built_at_once(
    at_once: Settings, grown: tuple[Settings, list[BuildResult]]
) -> None:
    settings, results = grown
    assert [result.full for result in results] == [True] + [False] * BATCHES
    assert all(result.changed for result in results[:BATCHES])
    assert differences(at_once.warehouse_file, settings.warehouse_file) == {}


def test_built_in_several_runs_equals_built_at_once(at_once: Settings, registry: Registry) -> None:
    """As a history is that is too long for one run."""
    settings = replace(at_once, home=at_once.home.parent / "in_runs")
    shutil.copytree(at_once.decisions, settings.decisions)
    for batch in batch_ids(at_once):
        hand_over(at_once, settings, batch)
    tables = [batches_folder(settings) / batch / "cells.parquet" for batch in batch_ids(settings)]
    at_most = sum(pq.read_metadata(table).num_rows for table in tables) * 2 // 5
    assert len(slices_of(settings, registry, at_most)) == 3
    result = build(settings, at_once=at_most, judged=False)
    assert result.full
    assert len(result.nodes) == len({node.unique_id for node in result.nodes})
    assert differences(at_once.warehouse_file, settings.warehouse_file) == {}


def test_increments_touch_only_some_periods(
    registry: Registry, grown: tuple[Settings, list[BuildResult]]
) -> None:
    """Else the test above would compare a full build with itself."""
    _, results = grown
    everything = {period.period_code for period in registry.periods}
    for result in results[1:]:
        assert set(result.periods) < everything
    assert results[1].periods


def test_a_second_build_finds_nothing_to_do(grown: tuple[Settings, list[BuildResult]]) -> None:
    settings, results = grown
    before = settings.warehouse_file.stat()
    result = build(settings)
    assert not result.changed
    assert result.build_id == results[-1].build_id
    assert settings.warehouse_file.stat().st_mtime_ns == before.st_mtime_ns


def test_every_dbt_test_holds(at_once: Settings, tmp_path: Path) -> None:
    """Unit tests and the tests of intermediate models, which a build leaves out."""
    copy = tmp_path / at_once.warehouse_file.name
    shutil.copyfile(at_once.warehouse_file, copy)
    nodes = run_dbt(at_once, ["test"], copy, {})
    kinds = {node.unique_id.split(".")[0] for node in nodes}
    assert kinds == {"test", "unit_test", "operation"}, "the operation is the hook at the end"
    assert {node.status for node in nodes} == {"pass", "success"}


def test_totals_are_those_counted_report_by_report(at_once: Settings, registry: Registry) -> None:
    """A second, plain implementation, without SQL, of every total on both boundaries."""
    counted = count_totals(at_once, registry)
    with duckdb.connect(at_once.warehouse_file, read_only=True) as connection:
        found = connection.execute(
            "select boundary, unit_code, indicator_code, category_code, period_code, value,"
            " units_reported from marts.fct_indicator_aggregates where units_reported > 0"
        ).fetchall()
    assert {row[:5]: row[5:] for row in found} == counted


def test_scores_and_completeness_follow_from_the_published_facts(at_once: Settings) -> None:
    """A second, plain implementation: of every unit itself, and of the province as a whole."""
    tops = {"06", "19"}
    with duckdb.connect(at_once.warehouse_file, read_only=True) as connection:
        published = Published("warehouse", at_once.now, connection)
        tables = {name: published.rows(sql) for name, sql in FACTS.items()}
        scores = published.rows("select * from marts.fct_quality_scores")
        rates = published.rows("select * from marts.agg_reporting_rates")
    expected = recomputed(tables, tops)
    found = {(row["unit_code"], row["extent"], row["period_code"]): row for row in scores}
    own = {key for key in expected["scores"] if key[1] == "own"}
    assert own == {key for key in found if key[1] == "own"}
    whole = {key for key in found if key[0] in tops and key[1] == "tree"}
    assert len(own) > 1000
    assert whole
    differing = {
        key: {name: (found[key][name], wanted) for name, wanted in expected["scores"][key].items()}
        for key in own | whole
        if any(found[key][name] != wanted for name, wanted in expected["scores"][key].items())
    }
    assert differing == {}
    checked = 0
    for row in rates:
        wanted = expected["rates"].get((row["unit_code"], row["form_code"], row["period_code"]))
        if row["unit_code"] in tops and wanted:
            assert {name: row[name] for name in wanted} == wanted
            checked += 1
    assert checked > 20


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("boundary = 'as_reported' and time_basis = 'reported'", 100),
        (
            """boundary = 'as_reported' and unit_code = '19'
            and period_code in ('2025-Q3', '2025-S2', '2025-9M', '2025-A1')""",
            200,
        ),
        ("boundary = 'current' and period_code < '2026'", 200),
        ("time_basis = 'derived'", 200),
        ("kind = 'rate' and numerator is not null", 100),
    ],
)
def test_cells_add_up_to_their_totals(at_once: Settings, kind: str, count: int) -> None:
    """Hundreds of figures of each kind, the same ones each time, known and unknown."""
    with duckdb.connect(at_once.warehouse_file, read_only=True) as connection:
        published = Published("warehouse", at_once.now, connection)
        figures = published.rows(
            "select unit_code, indicator_code, period_code, category_code, boundary"
            f" from reports.rpt_indicator_series where {kind} order by hash(unit_code,"
            f" indicator_code, period_code, category_code, boundary) limit {count}"
        )
        assert len(figures) == count
        for figure in figures:
            trace = trace_within(published, at_once, *figure.values())
            assert trace.reconciles, figure
            if trace.figure["kind"] != "rate":
                sources = trace.parts[0].sources
                units = {(source["unit_code"], source["made_as"]) for source in sources}
                assert trace.figure["units_reported"] == len(units)


def test_late_reports_leave_the_rows_of_other_periods_as_they_are(
    at_once: Settings, registry: Registry
) -> None:
    """Two reports come again with other figures: of a quarter, and of a unit that ended in 2025.

    The quarter is a part of the half-year and of the nine months, which nobody is asked for. The
    closing report counts in all that holds 15 to 30 June 2025, as reported and on today's map.
    """
    before = period_hashes(at_once)
    totals_before = _totals_of_the_province(at_once)
    for number, late in enumerate(("2024-Q2", "2025-C1")):
        send_again(at_once, batches_folder(at_once) / f"z_again{number}", late)

    result = build(at_once, judged=False)

    closing = {"2025-Q3", "2025-S2", "2025-9M", "2025-A1"}
    reached = {"2024-Q2", "2024-S1", "2024-9M", "2025-C1", *closing}
    assert reached <= set(result.periods) < {period.period_code for period in registry.periods}
    after = period_hashes(at_once)
    changed = {key for key in before | after if before.get(key) != after.get(key)}
    values = {period for table, period in changed if table == "marts.fct_indicator_values"}
    figures = {period for table, period in changed if table == "marts.fct_indicator_aggregates"}
    assert values == {"2024-Q2", "2025-C1"}
    assert figures == reached
    start = min(p.start_date for p in registry.periods if p.period_code == "2024-Q2")
    may_look_back = {p.period_code for p in registry.periods if p.end_date >= start}
    assert {period for _, period in changed} <= may_look_back
    totals = _totals_of_the_province(at_once)
    moved = {key for key in totals if totals[key] != totals_before[key]}
    assert {(boundary, period) for boundary in BOUNDARIES for period in closing} <= moved


def _totals_of_the_province(settings: Settings) -> dict[tuple[str, str], list[tuple]]:
    """Return the figures of today's province, by boundary and period."""
    with duckdb.connect(settings.warehouse_file, read_only=True) as connection:
        rows = connection.execute(
            "select boundary, period_code, indicator_code, category_code, value"
            " from marts.fct_indicator_aggregates where unit_code = '19' order by all"
        ).fetchall()
    totals: dict[tuple[str, str], list[tuple]] = {}
    for boundary, period, *figure in rows:
        totals.setdefault((boundary, period), []).append(tuple(figure))
    return totals


def send_again(settings: Settings, target: Path, period: str) -> None:
    """Land an accepted report of a period again, received a year later, each figure 1 higher."""
    source, submission = next(
        (folder, row)
        for batch in batch_ids(settings)
        for folder in [batches_folder(settings) / batch]
        for row in pq.read_table(folder / "submissions.parquet").to_pylist()
        if (row["form_code"], row["period_code"]) == ("F-TCD", period)
        and row["outcome"] == "accepted"
        and row["submission_id"] in _with_cells(folder)
    )
    later = submission["received_at"] + timedelta(days=365)
    fresh = {"submission_id": target.name, "delivery_id": target.name}
    rows = {
        "submissions": [{**submission, **fresh, "received_at": later, "ingested_at": later}],
        "files": [],
        "cells": [],
        "findings": [],
    }
    for name, key in (("files", "delivery_id"), ("cells", "submission_id")):
        for row in pq.read_table(source / f"{name}.parquet").to_pylist():
            if row[key] == submission[key]:
                rows[name].append({**row, **{k: v for k, v in fresh.items() if k in row}})
    rows["files"] = [{**row, "received_at": later, "ingested_at": later} for row in rows["files"]]
    for cell in rows["cells"]:
        if cell["value"] is not None:
            cell |= {"value": cell["value"] + 1, "value_status": "reported"}
    target.mkdir()
    for name, content in rows.items():
        schema = pq.read_schema(source / f"{name}.parquet")
        pq.write_table(pa.Table.from_pylist(content, schema=schema), target / f"{name}.parquet")


def _with_cells(folder: Path) -> set[str]:
    cells = pq.read_table(folder / "cells.parquet", columns=["submission_id"])
    return set(cells["submission_id"].to_pylist())
