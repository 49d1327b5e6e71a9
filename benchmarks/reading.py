"""Reading workbooks: Baocao against decoding alone, and against what people write first.

Three kinds of workbooks, each measured by itself: the sample province's, filled templates, and
large plain sheets. Every case gets the same files, in the same order, from the same warm disk.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook
from rich.console import Console

from baocao.ingesting.discovering import discover
from baocao.ingesting.layouts import Layouts
from baocao.ingesting.model import FileResult
from baocao.ingesting.pipeline import Ingest, ingest
from baocao.ingesting.reading import read_file
from baocao.ingesting.safety import FileRefused
from baocao.registry import Registry
from baocao.settings import Settings
from benchmarks import with_pandas
from benchmarks.measuring import Benchmark, Case, measure
from benchmarks.memory import peak_mebibytes
from benchmarks.workbooks import write_large, write_samples, write_templates

CALAMINE = "calamine"
OPENPYXL = "pandas"
CURVE = (200, 1000)
PROCESSES = 2


class _WithoutReceipts(Ingest):
    """A run whose receipts are left to a later one."""

    def write_receipts(self, results: list[FileResult]) -> None:
        """Write none."""


def run(
    settings: Settings, folder: Path, count: int, rounds: int, console: Console
) -> Iterator[Benchmark]:
    """Measure reading, one kind of workbooks after the other.

    Args:
        settings: the reference data and the limits; every case gets a state of its own.
        folder: where to write the workbooks.
        count: how many workbooks of each kind, at most.
        rounds: how many times each case is run.
        console: where to show how far it is.
    """
    registry = Registry.load(settings.seeds)
    # As many more as cannot be read by everybody: faults of the sample.
    writers: dict[str, Callable[[Path], None]] = {
        "sample": lambda path: write_samples(settings, path, count * 102 // 100),
        "templates": lambda path: write_templates(settings, registry, path, count),
        "90 × 10": lambda path: write_large(registry, path, count),
    }
    for name, write in writers.items():
        own = folder / name
        with console.status(f"writing {name}"):
            write(own)
        yield _Kind(settings, registry, own, count).measure(name, rounds, console)


class _Kind:
    """One kind of workbooks, and the cases measured on them."""

    def __init__(self, settings: Settings, registry: Registry, folder: Path, count: int) -> None:
        self._settings = settings
        self._states = 0
        self._registry = registry
        self._layouts = Layouts(registry)
        self._codes = {item.code for form in registry.forms for item in form.items}
        self._folder = folder
        self._workbooks = _choose(folder, count, self._read)

    def measure(self, name: str, rounds: int, console: Console) -> Benchmark:
        """Measure every case, then the memory of a few files and of all."""
        fill = self._fill_inbox
        cases = [
            # Decoding alone, every cell of every sheet as a Python value: nothing can be faster.
            Case(CALAMINE, lambda: self._each(_decode)),
            Case("read", lambda: self._each(self._read)),
            Case("read, judge", lambda: self._take_in(dry_run=True), fill),
            Case("ingest, receipts later", self._without_receipts, fill),
            Case("whole ingest", self._take_in, fill),
            Case(f"ingest --jobs {PROCESSES}", lambda: self._take_in(jobs=PROCESSES), fill),
            # What people write first: pandas on openpyxl.
            Case(OPENPYXL, self._with_pandas, self._begin_anew),
        ]
        measured = measure(cases, rounds, console)
        numbers = sorted(
            {min(number, len(self._workbooks)) for number in (*CURVE, len(self._workbooks))}
        )
        with console.status("memory"):
            memory = {str(number): self._memory(number) for number in numbers}
        return Benchmark(
            name=f"reading: {name}",
            compares="from a workbook's bytes to judged figures, against decoding its cells",
            things="workbooks",
            baselines=[CALAMINE, OPENPYXL],
            measurements=measured,
            by_processor=True,
            memory=memory,
        )

    def _each(self, read: Callable[[Path], None]) -> int:
        for path in self._workbooks:
            read(path)
        return len(self._workbooks)

    def _read(self, path: Path) -> None:
        read_file(path.name, path.read_bytes(), self._layouts, self._settings.max_unpacked_bytes)

    def _take_in(self, *, dry_run: bool = False, jobs: int = 1) -> int:
        settings = replace(self._settings, ingest_jobs=jobs)
        return sum(ingest(settings, self._registry, dry_run=dry_run).files.values())

    def _without_receipts(self) -> int:
        run = _WithoutReceipts(self._settings, self._registry)
        return sum(run.run(discover(self._settings, None, None, None)).files.values())

    def _with_pandas(self) -> int:
        return with_pandas.take_in(self._workbooks, self._settings.home, self._codes)

    def _memory(self, count: int) -> float:
        self._fill_inbox(count)
        return round(peak_mebibytes(self._settings), 1)

    def _begin_anew(self) -> None:
        """Take another state; the old one stays until the end.

        For minutes after thousands of files were removed, ext4 takes ten times as long to make new
        ones: it looks for an inode that was not in use of late.
        """
        self._states += 1
        home = self._folder.with_name(f"{self._folder.name}.{self._states}")
        self._settings = replace(self._settings, home=home, inbox=home / "inbox")

    def _fill_inbox(self, count: int | None = None) -> None:
        """Link the workbooks into the inbox of another state."""
        self._begin_anew()
        for path in self._workbooks[:count]:
            place = self._settings.inbox / path.relative_to(self._folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            os.link(path, place)


def _choose(folder: Path, count: int, read: Callable[[Path], None]) -> list[Path]:
    """Return workbooks that everybody can read, spread evenly over a folder."""

    def readable() -> Iterator[Path]:
        for path in sorted(folder.rglob("*.xlsx")):
            with suppress(FileRefused, CalamineError):
                _decode(path)
                read(path)
                yield path

    found = list(readable())
    step = max(1.0, len(found) / count)
    return [found[int(number * step)] for number in range(min(count, len(found)))]


def _decode(path: Path) -> None:
    workbook = CalamineWorkbook.from_path(path)
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python()
