"""`make bench`: measure, print the tables, write the results as JSON."""

import argparse
import json
import os
import platform
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from rich.console import Console

from baocao import __version__
from baocao.files import write_atomic
from baocao.sampling.writing_out import write_sample
from baocao.settings import Settings
from benchmarks import building, reading
from benchmarks.measuring import Benchmark, show

RESULTS = Path(__file__).with_name("results")
# After the last period of the sample was due: the clock of the demo.
PRESENT = datetime(2026, 9, 30, 17, tzinfo=UTC)


def main() -> None:
    """Run the benchmarks that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="reading, building; default both")
    parser.add_argument("--workbooks", type=int, default=1000, help="how many to read")
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many counts")
    options = parser.parse_args()
    unknown = set(options.names) - {"reading", "building"}
    if unknown or options.workbooks < 1 or options.rounds < 1:
        parser.error(f"unknown benchmark: {', '.join(unknown)}" if unknown else "counts are from 1")
    names = options.names or ["reading", "building"]
    console = Console()
    with tempfile.TemporaryDirectory(prefix="baocao-bench-") as folder:
        settings = replace(Settings.from_env(), now=PRESENT)
        sample = Path(folder, "sample")
        if "building" in names:
            with console.status("writing the sample province"):
                write_sample(settings, inbox=sample, truth=Path(folder, "truth.csv"))
        found: list[Benchmark] = []
        for name in names:
            home = Path(folder, name, "state")
            own = replace(settings, home=home, inbox=home / "inbox")
            rounds = options.rounds
            measured = (
                reading.run(own, Path(folder, "workbooks"), options.workbooks, rounds, console)
                if name == "reading"
                else [building.run(own, sample, rounds, console)]
            )
            for benchmark in measured:
                show(benchmark, console)
                found.append(benchmark)
    console.print(f"Results: {_write(found)}")


def _write(found: list[Benchmark]) -> Path:
    """Write the results beside the benchmarks, where git does not look, and return the file."""
    now = Settings.from_env().now
    document = {
        "measured_at": now.isoformat(timespec="seconds"),
        "baocao": __version__,
        "python": platform.python_version(),
        "duckdb": duckdb.__version__,
        "processors": os.cpu_count(),
        "benchmarks": [benchmark.to_dict() for benchmark in found],
    }
    path = RESULTS / f"{now:%Y%m%dT%H%M%SZ}.json"
    write_atomic(path, json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    return path


if __name__ == "__main__":
    main()
