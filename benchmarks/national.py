"""`make bench-national`: a country in one build, and a province after ten years.

Slow: tens of minutes and tens of gigabytes on disk. Every build runs in a process of its own, as an
operator would start it, so that its largest memory is known.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from rich.console import Console

from baocao.files import write_atomic
from baocao.registry import Registry
from baocao.settings import Settings
from benchmarks.nation import due_reports, land, land_period
from benchmarks.nation_seeds import FIRST_YEAR, write_expectations, write_seeds

FLOOR = Path(__file__).with_name("nation_floor.sql")
RESULTS = Path(__file__).with_name("results")
PROVINCE = frozenset({"19"})
SHORT, LONG = 2, 20  # years of six periods: 12 and 120


@dataclass(frozen=True)
class Run:
    """One piece of work: seconds by the clock and of processors, and its largest memory, in GiB."""

    seconds: float
    processor_seconds: float
    gibibytes: float = 0.0


def main() -> None:
    """Measure both and write the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.national", description=__doc__)
    parser.add_argument("--years", type=int, default=13, help="of six periods each")
    parser.add_argument("--provinces", default="", help="codes, comma-separated; default all")
    parser.add_argument("--rounds", type=int, default=3, help="of one more province-period")
    parser.add_argument("--only", choices=["country", "period"], help="default both")
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it")
    options = parser.parse_args()
    provinces = frozenset(options.provinces.split(",")) if options.provinces else None
    console = Console()
    with tempfile.TemporaryDirectory(prefix="baocao-nation-") as temporary:
        folder = options.keep or Path(temporary)
        found: dict[str, object] = {"processors": os.cpu_count(), "duckdb": duckdb.__version__}
        if options.only != "period":
            found["country"] = country(folder / "country", options.years, provinces, console)
        if options.only != "country":
            found["one_more_period"] = one_more_period(folder, options.rounds, console)
        now = Settings.from_env().now
        path = RESULTS / f"national-{now:%Y%m%dT%H%M%SZ}.json"
        write_atomic(path, json.dumps(found, ensure_ascii=False, indent=2) + "\n")
        console.print_json(json.dumps(found))
        console.print(f"Results: {path}")


def country(
    folder: Path, years: int, provinces: frozenset[str] | None, console: Console
) -> dict[str, object]:
    """Land a country and build it from nothing; return times, ratios and memory."""
    settings = prepare(folder, years, provinces)
    with console.status("landing"):
        nation = land(settings, Registry.load(settings.seeds))
    console.print(f"{nation.units} units, {len(nation.periods)} periods, {nation.values:,} figures")
    with console.status("floor"):
        totals = _floor(settings, with_communes=False)
        rows = _floor(settings, with_communes=True)
    with console.status("build --full"):
        full = _build(settings, "--full")
    return {
        "units": nation.units,
        "periods": len(nation.periods),
        "figures": nation.values,
        "floor_totals_seconds": round(totals.seconds, 1),
        "floor_rows_seconds": round(rows.seconds, 1),
        "build_seconds": round(full.seconds, 1),
        "times_floor_totals": round(full.seconds / totals.seconds, 1),
        "times_floor_rows": round(full.seconds / rows.seconds, 1),
        "floor_rows_processor_seconds": round(rows.processor_seconds, 1),
        "build_processor_seconds": round(full.processor_seconds, 1),
        "times_floor_rows_processor": round(full.processor_seconds / rows.processor_seconds, 1),
        "build_gibibytes": round(full.gibibytes, 2),
        "slowest_nodes": _slowest(settings),
    }


def one_more_period(folder: Path, rounds: int, console: Console) -> dict[str, object]:
    """Build one more period of a province after a short and after a long history."""
    runs: dict[int, list[Run]] = {SHORT: [], LONG: []}
    kept = {years: folder / f"{years}-years" for years in runs}
    for years, home in kept.items():
        settings = prepare(home, years, PROVINCE)
        with console.status(f"a history of {6 * years} periods"):
            land(settings, Registry.load(settings.seeds), skip_last=True)
            _build(settings, "--full")
            shutil.copytree(settings.home, home / "kept")
    for _ in range(rounds):
        for years, home in kept.items():
            settings = settings_of(home, years)
            shutil.rmtree(settings.home)
            shutil.copytree(home / "kept", settings.home)
            registry = Registry.load(settings.seeds)
            land_period(settings, registry, list(due_reports(registry).values())[-1])
            with console.status(f"one more period after {6 * years - 1}"):
                runs[years].append(_build(settings))
    best = {years: min(run.seconds for run in found) for years, found in runs.items()}
    work = {years: min(run.processor_seconds for run in found) for years, found in runs.items()}
    return {
        "seconds_into_12_periods": round(best[SHORT], 2),
        "seconds_into_120_periods": round(best[LONG], 2),
        "ratio": round(best[LONG] / best[SHORT], 3),
        "processor_seconds_into_12_periods": round(work[SHORT], 2),
        "processor_seconds_into_120_periods": round(work[LONG], 2),
        "processor_ratio": round(work[LONG] / work[SHORT], 3),
        "rounds": rounds,
    }


def settings_of(folder: Path, years: int) -> Settings:
    """Return the settings of a benchmark's folder, with the clock after its last period was due."""
    return replace(
        Settings.from_env(),
        home=folder / "state",
        inbox=folder / "state" / "inbox",
        seeds=folder / "seeds",
        expectations=folder / "expectations",
        now=datetime(FIRST_YEAR + years, 1, 30, tzinfo=UTC),
    )


def prepare(folder: Path, years: int, provinces: frozenset[str] | None) -> Settings:
    """Write the reference data of a benchmark into a folder and return its settings."""
    own = Settings.from_env()
    write_seeds(own.seeds, folder / "seeds", years, provinces)
    write_expectations(own.expectations, folder / "expectations")
    return settings_of(folder, years)


def _floor(settings: Settings, *, with_communes: bool) -> Run:
    script = FLOOR.read_text(encoding="utf-8").format(
        landing=settings.landing,
        seeds=settings.seeds,
        with_communes="true" if with_communes else "false",
    )
    with tempfile.TemporaryDirectory(dir=settings.home) as folder:
        started, worked = time.perf_counter(), time.process_time()
        with duckdb.connect(Path(folder, "floor.duckdb")) as connection:
            connection.execute(script)
        return Run(time.perf_counter() - started, time.process_time() - worked)


def _build(settings: Settings, *options: str) -> Run:
    """Run `baocao build` as an operator would.

    Raises:
        CalledProcessError: the build failed.
    """
    environment = os.environ | {
        "BAOCAO_HOME": str(settings.home),
        "BAOCAO_SEEDS": str(settings.seeds),
        "BAOCAO_EXPECTATIONS": str(settings.expectations),
        "BAOCAO_DBT_PROJECT": str(settings.dbt_project),
        "BAOCAO_NOW": settings.now.isoformat(),
        "BAOCAO_INBOX": "",
    }
    command = [sys.executable, "-c", "from baocao.cli import main; main()", "build", *options]
    started = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        output = process.stdout.read() if process.stdout else b""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024 / 1024)


def _slowest(settings: Settings) -> list[dict[str, object]]:
    record = json.loads((settings.warehouse / "build.json").read_text(encoding="utf-8"))
    nodes = sorted(record["nodes"], key=lambda node: -node["seconds"])
    return [{"node": one["unique_id"], "seconds": round(one["seconds"], 1)} for one in nodes[:15]]


if __name__ == "__main__":
    main()
