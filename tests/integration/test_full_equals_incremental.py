"""However a warehouse came to be, batch by batch or at once, its rows are the same."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.support.history import write_history
from tests.support.states import settings_in
from tests.support.totals import count_totals
from tests.support.warehouses import differences, period_hashes

from baocao.building import BuildResult, build
from baocao.building.dbt import run_dbt
from baocao.landing import batches_folder
from baocao.registry import Registry
from baocao.settings import Settings

BATCHES = 3

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
    assert build(settings, full=True).full
    return settings


@pytest.fixture(scope="module")
def grown(empty: Settings, at_once: Settings) -> tuple[Settings, list[BuildResult]]:
    """Return a state that was built after each batch, at the time of its last file, and today."""
    settings = replace(empty, home=empty.home / "grown")
    results = []
    for number in range(BATCHES):
        batch = f"b{number:03d}"
        hand_over(at_once, settings, batch)
        then = settings.now - last_receipt(at_once, batch)
        results.append(build(replace(settings, now=then)))
    results.append(build(settings))
    return settings, results


def test_grown_by_increments_equals_built_at_once(
    at_once: Settings, grown: tuple[Settings, list[BuildResult]]
) -> None:
    settings, results = grown
    assert [result.full for result in results] == [True] + [False] * BATCHES
    assert all(result.changed for result in results[:BATCHES])
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
    """A second, plain implementation, without SQL, of sums, rates and who reported."""
    counted = count_totals(at_once, registry)
    with duckdb.connect(at_once.warehouse_file, read_only=True) as connection:
        found = connection.execute(
            "select unit_code, indicator_code, category_code, period_code, value, units_reported"
            " from marts.fct_indicator_aggregates where units_reported > 0"
        ).fetchall()
    assert {row[:4]: row[4:] for row in found} == counted


def test_one_new_report_leaves_the_rows_of_other_periods_as_they_are(
    at_once: Settings, registry: Registry
) -> None:
    """One commune's last report of 2024-Q2 is taken as sent again, with one figure changed."""
    before = period_hashes(at_once)
    source = batches_folder(at_once) / "b000"
    send_again(source, batches_folder(at_once) / "z_again", period="2024-Q2")

    result = build(at_once)

    assert result.periods == ["2024-Q2"]
    start = min(p.start_date for p in registry.periods if p.period_code == "2024-Q2")
    may_look_back = {p.period_code for p in registry.periods if p.end_date >= start}
    after = period_hashes(at_once)
    changed = {key for key in before | after if before.get(key) != after.get(key)}
    assert {
        ("marts.fct_indicator_values", "2024-Q2"),
        ("marts.fct_submissions", "2024-Q2"),
    } <= changed
    figures = ("marts.fct_indicator_values", "marts.fct_indicator_aggregates")
    assert {period for table, period in changed if table in figures} == {"2024-Q2"}
    assert {period for _, period in changed} <= may_look_back


def send_again(source: Path, target: Path, period: str) -> None:
    """Land an accepted report of a period again, received a year later, each figure 1 higher."""
    submission = next(
        row
        for row in pq.read_table(source / "submissions.parquet").to_pylist()
        if row["period_code"] == period and row["outcome"] == "accepted"
    )
    later = submission["received_at"] + timedelta(days=365)
    fresh = {"submission_id": "again", "delivery_id": "again"}
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
