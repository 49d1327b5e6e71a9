"""Building the warehouse: dbt with all its tests against one hand-written DuckDB script.

The landed history is the whole sample province. The last quarter arrives as reports do: its files
are held back, landed after the first build, and built incrementally.
"""

import os
import shutil
from collections.abc import Callable
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
    history = History(settings, sample)
    with console.status("landing and building all but the last quarter"):
        history.begin()
    cases = [
        Case(FLOOR, _once(lambda: _one_pass(settings)), history.arrive),
        Case("build (last quarter)", _once(lambda: build(settings))),
        Case(FULL, _once(lambda: build(settings, full=True))),
        Case("build (nothing new)", _once(lambda: build(settings))),
        Case("check --full", _once(lambda: check(settings, full=True))),
        Case("publish", _once(lambda: publish(settings))),
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


class History:
    """The sample province as landed: up to the last quarter, and then with it."""

    def __init__(self, settings: Settings, sample: Path) -> None:
        self._settings = settings
        self._sample = sample
        self._registry = Registry.load(settings.seeds)
        self._kept = settings.home.with_name("before_the_last_quarter")

    def begin(self) -> None:
        """Land and build everything that came before the last quarter, and keep that state."""
        before = replace(self._settings, now=CUT_OFF)
        self._land(before, received_before=True)
        build(before)
        shutil.copytree(before.home, self._kept)

    def arrive(self) -> None:
        """Go back to that state, and land the last quarter."""
        shutil.rmtree(self._settings.home)
        shutil.copytree(self._kept, self._settings.home)
        self._land(self._settings, received_before=False)

    def _land(self, settings: Settings, *, received_before: bool) -> None:
        for path in sorted(path for path in self._sample.rglob("*") if path.is_file()):
            received = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            if (received < CUT_OFF) == received_before:
                place = settings.inbox / path.relative_to(self._sample)
                place.parent.mkdir(parents=True, exist_ok=True)
                os.link(path, place)
        ingest(settings, self._registry)


def _once(work: Callable[[], object]) -> Callable[[], int]:
    """Return the same work, counted as one thing."""

    def counted() -> int:
        work()
        return 1

    return counted


def _script(settings: Settings) -> str:
    return ONE_PASS.read_text(encoding="utf-8").format(
        landing=settings.landing, seeds=settings.seeds, today=settings.today
    )


def _one_pass(settings: Settings) -> None:
    file = settings.home / "one_pass.duckdb"
    file.unlink(missing_ok=True)
    with duckdb.connect(file) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(_script(settings))


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
