"""`make bench-quality`: the evaluation of rules, against other tools and against SQL by hand.

Slow: with 13 years some 50 million figures, tens of minutes to land and to prepare.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console

from baocao.building.dbt import run_dbt
from baocao.building.reference import freeze_landing, prepare_reference
from baocao.files import write_atomic
from baocao.landing import batch_ids
from baocao.registry import Registry
from baocao.settings import Settings
from benchmarks.judging_data import checks_of, spoil, write_wide
from benchmarks.nation import land
from benchmarks.national import RESULTS, prepare, settings_of

FLOOR = Path(__file__).with_name("judging_floor.sql")
TOOLS = Path(__file__).with_name("other_tools.py")
APART = ("pandera", "pointblank", "soda-core-duckdb")
# Memory for each way; what does not fit goes to disk.
MEMORY = "6GB"
EVALUATION = "create or replace table main.judged as select * from intermediate.{model}"
MODEL = "int_comparison_verdicts"
COUNTS = "select rule_code, part_no, verdict, count(*) from {} group by all order by all"


def main() -> None:
    """Measure all and write the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.judging", description=__doc__)
    parser.add_argument("--years", type=int, default=13, help="of six periods each")
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many counts")
    parser.add_argument("--python", type=Path, help="of the environment with the other tools")
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it")
    options = parser.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory(prefix="baocao-judging-") as temporary:
        folder = options.keep or Path(temporary)
        settings = prepared(folder / "country", options.years, console)
        found = measured(settings, folder, options.rounds, options.python, console)
    found |= {"processors": os.cpu_count(), "duckdb": duckdb.__version__, "years": options.years}
    path = RESULTS / f"judging-{Settings.from_env().now:%Y%m%dT%H%M%SZ}.json"
    write_atomic(path, json.dumps(found, indent=2) + "\n")
    console.print_json(json.dumps(found))
    console.print(f"Results: {path}")


def prepared(folder: Path, years: int, console: Console) -> Settings:
    """Land a country with faults and make what the evaluation reads; a kept one is used again."""
    settings = settings_of(folder, years)
    if settings.warehouse_file.exists():
        return settings
    if not (settings.landing / "batches").exists():
        settings = prepare(folder, years, None)
        with console.status("landing"):
            land(settings, Registry.load(settings.seeds))
            spoil(settings)
    with console.status("reference data, tables that the evaluation reads"):
        prepare_reference(settings, Registry.load(settings.seeds))
        freeze_landing(settings, batch_ids(settings))
        settings.warehouse.mkdir(parents=True, exist_ok=True)
        kinds = (
            word for kind in ("test", "unit_test") for word in ("--exclude-resource-type", kind)
        )
        arguments = ["build", "--select", f"+{MODEL}", *kinds]
        every = {"periods": [], "periods_looking_back": []}
        run_dbt(settings, arguments, settings.warehouse_file, every)
    return settings


def measured(
    settings: Settings, folder: Path, rounds: int, python: Path | None, console: Console
) -> dict[str, Any]:
    """Return what each way took, once all have come to the same verdicts."""
    checks = checks_of(settings)
    wide = Path(tempfile.mkdtemp(prefix="wide-", dir=folder)) / "reports"
    pivot = _timed(lambda: write_wide(settings, checks, wide))
    ours, by_hand, tools = [], [], {name: [] for name in (*APART, "great_expectations")}
    for number in range(1, rounds + 1):
        with console.status(f"{number}/{rounds} evaluation"):
            ours.append(_timed(lambda: _evaluate(settings)))
        with console.status(f"{number}/{rounds} by hand"):
            by_hand.append(_timed(lambda: _by_hand(settings)))
        for name, runs in tools.items():
            interpreter = python if name in APART else Path(sys.executable)
            if interpreter:
                with console.status(f"{number}/{rounds} {name}"):
                    runs.append(_tool(interpreter, name, wide))
    verdicts = _compare(settings, checks, [run for runs in tools.values() for run in runs])
    return {
        **verdicts,
        "evaluation": _best(ours),
        "by_hand": _best(by_hand),
        "one_row_a_report": pivot,
        "checks_of_tools": len(checks),
        "tools": {name: _best(runs) for name, runs in tools.items() if runs},
        "largest_memory_gibibytes": round(
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024, 2
        ),
    }


def _timed(work: Callable[[], None]) -> dict[str, float]:
    started, worked = time.perf_counter(), time.process_time()
    work()
    return {
        "seconds": time.perf_counter() - started,
        "processor_seconds": time.process_time() - worked,
    }


def _best(runs: list[dict[str, float]]) -> dict[str, float]:
    names = ("seconds", "processor_seconds")
    return {name: round(min(run[name] for run in runs), 2) for name in names}


def _evaluate(settings: Settings) -> None:
    """Write the verdicts as a build does: by the models, in the warehouse."""
    with duckdb.connect(str(settings.warehouse_file), config={"memory_limit": MEMORY}) as warehouse:
        warehouse.execute("set timezone = 'UTC'; set preserve_insertion_order = false")
        warehouse.execute(EVALUATION.format(model=MODEL))


def _by_hand(settings: Settings) -> None:
    file = settings.home / "by_hand.duckdb"
    file.unlink(missing_ok=True)
    script = FLOOR.read_text(encoding="utf-8").format(
        reference=settings.landing / "reference", batches=settings.landing / "batches"
    )
    with duckdb.connect(str(file), config={"memory_limit": MEMORY}) as connection:
        connection.execute("set timezone = 'UTC'; set preserve_insertion_order = false")
        connection.execute(script)


def _tool(python: Path, name: str, wide: Path) -> dict[str, Any]:
    command = [str(python), str(TOOLS), name, str(wide)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(told.splitlines()[-1])


def _compare(
    settings: Settings, checks: list[dict[str, Any]], runs: list[dict[str, Any]]
) -> dict[str, int]:
    """Make sure that all ways came to the same verdicts, or their times mean nothing.

    Raises:
        AssertionError: they did not.
    """
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as warehouse:
        ours = {
            tuple(key): count
            for *key, count in warehouse.execute(COUNTS.format("main.judged")).fetchall()
        }
        figures = warehouse.execute("select count(*) from staging.stg_landing__cells").fetchall()
    with duckdb.connect(str(settings.home / "by_hand.duckdb"), read_only=True) as connection:
        by_hand = {
            tuple(key): count
            for *key, count in connection.execute(COUNTS.format("verdicts")).fetchall()
        }
    covered = {key[:2] for key in by_hand}
    same = {key: count for key, count in ours.items() if key[:2] in covered}
    if same != by_hand or not any(key[2] == "fail" for key in same):
        raise AssertionError(f"by hand: {set(by_hand.items()) ^ set(same.items())}")
    failures = _failures(settings, checks, ours)
    for run in runs:
        if run["failures"] != failures:
            raise AssertionError(f"{run['failures']}; expected {failures}")
    return {
        "figures": figures[0][0],
        "parts_of_rules": len({key[:2] for key in ours}),
        "parts_by_hand": len(covered),
        "verdicts": sum(ours.values()),
        "verdicts_by_hand": sum(by_hand.values()),
        "failures_that_tools_found": sum(failures.values()),
    }


def _failures(
    settings: Settings, checks: list[dict[str, Any]], ours: dict[tuple, int]
) -> dict[str, int]:
    """Return what each check of the other tools must find, by its name."""
    parts = settings.landing / "reference" / "rule_parts.parquet"
    with duckdb.connect() as connection:
        query = f"select part_id, rule_code, part_no from read_parquet('{parts}')"
        keys = {row[0]: row[1:] for row in connection.execute(query).fetchall()}
    found = {one["name"]: ours.get((*keys[one["part_id"]], "fail"), 0) for one in checks}
    return {name: count for name, count in sorted(found.items()) if count}


if __name__ == "__main__":
    main()
