"""Reading workbooks: Baocao against decoding alone, and against what people write first.

The workbooks are those of the sample province that every contender can open, taken evenly over all
senders and periods. Every case gets the same files, in the same order, from the same warm disk.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook
from rich.console import Console

from baocao.ingesting.layouts import Layouts
from baocao.ingesting.pipeline import ingest
from baocao.ingesting.reading import read_file
from baocao.ingesting.safety import FileRefused
from baocao.registry import Registry
from baocao.settings import Settings
from benchmarks.measuring import Benchmark, Case, measure

CALAMINE = "calamine"
OPENPYXL = "pandas"


def run(settings: Settings, sample: Path, count: int, rounds: int, console: Console) -> Benchmark:
    """Measure reading.

    Args:
        settings: a state of its own; its inbox is filled and emptied.
        sample: the inbox of the sample province, left as it is.
        count: how many workbooks.
        rounds: how many times each case is run.
        console: where to show how far it is.
    """
    registry = Registry.load(settings.seeds)
    layouts = Layouts(registry)

    def read(path: Path) -> None:
        read_file(path.name, path.read_bytes(), layouts, settings.max_unpacked_bytes)

    def take(*, dry_run: bool) -> int:
        return sum(ingest(settings, registry, dry_run=dry_run).files.values())

    def fill_inbox() -> None:
        _fill_inbox(settings, sample, workbooks)

    workbooks = _choose(sample, count, read)
    cases = [
        # Decoding alone, every cell of every sheet as a Python value: nothing can be faster.
        Case(CALAMINE, lambda: _each(workbooks, _decode)),
        Case("read", lambda: _each(workbooks, read)),
        Case("read, judge", lambda: take(dry_run=True), fill_inbox),
        Case("whole ingest", lambda: take(dry_run=False), fill_inbox),
        # What people write first: pandas on openpyxl, a frame a sheet.
        Case(OPENPYXL, lambda: _each(workbooks, _read_with_pandas)),
    ]
    return Benchmark(
        name="reading",
        compares="from a workbook's bytes to judged figures, against decoding its cells",
        things="workbooks",
        baselines=[CALAMINE, OPENPYXL],
        measurements=measure(cases, rounds, console),
    )


def _choose(sample: Path, count: int, read: Callable[[Path], None]) -> list[Path]:
    """Return workbooks that everybody can read, spread evenly over the sample."""

    def readable() -> Iterator[Path]:
        for path in sorted(sample.rglob("*.xlsx")):
            with suppress(FileRefused, CalamineError):
                _decode(path)
                read(path)
                yield path

    found = list(readable())
    step = max(1.0, len(found) / count)
    return [found[int(number * step)] for number in range(min(count, len(found)))]


def _each(paths: list[Path], read: Callable[[Path], None]) -> int:
    for path in paths:
        read(path)
    return len(paths)


def _decode(path: Path) -> None:
    workbook = CalamineWorkbook.from_path(path)
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python()


def _read_with_pandas(path: Path) -> None:
    pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl")


def _fill_inbox(settings: Settings, sample: Path, workbooks: list[Path]) -> None:
    """Empty the state and link the workbooks into its inbox."""
    shutil.rmtree(settings.home, ignore_errors=True)
    for path in workbooks:
        place = settings.inbox / path.relative_to(sample)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.link(path, place)
