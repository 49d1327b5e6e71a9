"""Building the warehouse: dbt with all its tests against one hand-written DuckDB script.

The landed history is the whole sample province. The last quarter arrives as reports do: its files
are held back, landed after the first build, and built incrementally.
"""

import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from rich.console import Console

from baocao.building import build
from baocao.ingesting.pipeline import ingest
from baocao.publishing import publish
from baocao.quality import check
from baocao.registry import Registry
from baocao.settings import Settings
from benchmarks.measuring import Benchmark, Case, measure

ONE_PASS = Path(__file__).with_name("one_pass.sql")
# A question, and the table that answers it: in the script's database, and in the warehouse.
SAME_FIGURES = [
    ("select count(*), sum(value) from {}", "indicator_values", "marts.fct_indicator_values"),
    (
        "select count(*), sum(value), sum(units_reported) from {}",
        "aggregates",
        """(
            select * from marts.fct_indicator_aggregates
            inner join marts.dim_indicators using (indicator_code)
            where kind <> 'rate' and units_reported > 0
        )""",
    ),
    (
        "select count(*) filter (status = 'on_time'), count(*) filter (status = 'late') from {}",
        "reporting_status",
        "marts.fct_reporting_status",
    ),
]
FLOOR = "script"
FULL = "build --full"
# The cut-off of the last quarter of the sample: what was received later is the new quarter.
CUT_OFF = datetime(2026, 9, 14, 17, tzinfo=UTC)


def run(settings: Settings, sample: Path, rounds: int, console: Console) -> Benchmark:
    """Measure building.

    Args:
        settings: a state of its own, with the clock after the last quarter was due.
        sample: the inbox of the sample province, left as it is.
        rounds: how many times each case is run.
        console: where to show how far it is.
    """
    before = replace(settings, now=CUT_OFF)
    registry = Registry.load(settings.seeds)
    kept = settings.home.with_name("before_the_last_quarter")

    with console.status("landing and building all but the last quarter"):
        _land(before, registry, sample, received_before=True)
        build(before)
        shutil.copytree(settings.home, kept)

    def arrive() -> None:
        """Go back to the day before the last quarter, and land it."""
        shutil.rmtree(settings.home)
        shutil.copytree(kept, settings.home)
        _land(settings, registry, sample, received_before=False)

    def build_once(*, full: bool = False) -> int:
        build(settings, full=full)
        return 1

    def check_once() -> int:
        check(settings, full=True)
        return 1

    def publish_once() -> int:
        publish(settings)
        return 1

    cases = [
        Case(FLOOR, lambda: _one_pass(settings), arrive),
        Case("build (last quarter)", build_once),
        Case(FULL, lambda: build_once(full=True)),
        Case("build (nothing new)", build_once),
        Case("check --full", check_once),
        Case("publish", publish_once),
    ]
    measurements = measure(cases, rounds, console)
    _compare_figures(settings)
    return Benchmark(
        name="building",
        compares="from landed Parquet to the marts, against one DuckDB script for the same figures",
        things="runs",
        baselines=[FLOOR, FULL],
        measurements=measurements,
    )


def _land(settings: Settings, registry: Registry, sample: Path, *, received_before: bool) -> None:
    for path in sorted(path for path in sample.rglob("*") if path.is_file()):
        received = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if (received < CUT_OFF) == received_before:
            place = settings.inbox / path.relative_to(sample)
            place.parent.mkdir(parents=True, exist_ok=True)
            os.link(path, place)
    ingest(settings, registry)


def _script(settings: Settings) -> str:
    return ONE_PASS.read_text(encoding="utf-8").format(
        landing=settings.landing, seeds=settings.seeds, today=settings.today
    )


def _one_pass(settings: Settings) -> int:
    file = settings.home / "one_pass.duckdb"
    file.unlink(missing_ok=True)
    with duckdb.connect(file) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(_script(settings))
    return 1


def _compare_figures(settings: Settings) -> None:
    """Make sure that both ways came to the same figures, or the comparison means nothing.

    Raises:
        AssertionError: they did not.
    """
    with (
        duckdb.connect(settings.home / "one_pass.duckdb", read_only=True) as script,
        duckdb.connect(settings.warehouse_file, read_only=True) as built,
    ):
        for question, by_script, by_dbt in SAME_FIGURES:
            expected = script.execute(question.format(by_script)).fetchall()
            found = built.execute(question.format(by_dbt)).fetchall()
            if not expected or expected != found:
                raise AssertionError(f"{by_dbt}: {found}; by the script {expected}")
