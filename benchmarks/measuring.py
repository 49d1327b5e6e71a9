"""Measuring cases side by side, and showing what came out."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Case:
    """One way to do a piece of work.

    Attributes:
        name: what is done, as the table shows it.
        work: does it once; returns how many things were done, to be divided by.
        prepare: called before each time, outside the measured time.
    """

    name: str
    work: Callable[[], int]
    prepare: Callable[[], None] | None = None


@dataclass(frozen=True)
class Measurement:
    """What a case took: the best of some rounds, and how much work that was.

    Attributes:
        name: of the case.
        seconds: time on the clock.
        processor_seconds: time of this process on processors; what else runs does not lengthen it.
        things: how much was done.
        rounds: how many times.
    """

    name: str
    seconds: float
    processor_seconds: float
    things: int
    rounds: int

    def milliseconds_each(self, *, by_processor: bool) -> float:
        """Return the time a thing, in milliseconds."""
        return 1000 * (self.processor_seconds if by_processor else self.seconds) / self.things


@dataclass(frozen=True)
class Benchmark:
    """Cases measured together.

    Attributes:
        name: short name.
        compares: what is compared with what, in a sentence.
        things: what is counted, e.g. workbooks.
        baselines: names of the cases that the others are set against.
        measurements: one a case, in order.
        by_processor: whether times on processors are compared, not those on the clock.
        memory: largest memory in MiB, by the number of things.
    """

    name: str
    compares: str
    things: str
    baselines: list[str]
    measurements: list[Measurement]
    by_processor: bool = False
    memory: dict[str, float] = field(default_factory=dict)

    def each(self, measurement: Measurement) -> float:
        """Return the milliseconds a thing that are compared."""
        return measurement.milliseconds_each(by_processor=self.by_processor)

    def ratio(self, measurement: Measurement, baseline: str) -> float:
        """Return how many times as long as a baseline a case took."""
        base = next(one for one in self.measurements if one.name == baseline)
        return self.each(measurement) / self.each(base)

    def to_dict(self) -> dict:
        """Return the benchmark as plain data, with every ratio."""
        return {
            "name": self.name,
            "compares": self.compares,
            "things": self.things,
            "by_processor": self.by_processor,
            "memory_mebibytes": self.memory,
            "cases": [
                {
                    "name": one.name,
                    "seconds": round(one.seconds, 4),
                    "processor_seconds": round(one.processor_seconds, 4),
                    "things": one.things,
                    "milliseconds_each": round(self.each(one), 4),
                    "rounds": one.rounds,
                    "ratios": {base: round(self.ratio(one, base), 2) for base in self.baselines},
                }
                for one in self.measurements
            ],
        }


def measure(cases: list[Case], rounds: int, console: Console) -> list[Measurement]:
    """Run every case in each round, one after the other, and keep the best time of each.

    Rounds are interleaved, so that a slow minute of the machine meets all cases alike; the search
    for cycles in memory is off in all of them, as ingest has it for itself.
    """
    taken: dict[str, list[tuple[float, float]]] = {case.name: [] for case in cases}
    things: dict[str, int] = {}
    for number in range(1, rounds + 1):
        for case in cases:
            with console.status(f"{number}/{rounds} {case.name}"):
                if case.prepare:
                    case.prepare()
                times, things[case.name] = _timed(case)
            taken[case.name].append(times)
    return [
        Measurement(
            name,
            seconds=min(seconds for seconds, _ in times),
            processor_seconds=min(worked for _, worked in times),
            things=things[name],
            rounds=rounds,
        )
        for name, times in taken.items()
    ]


def _timed(case: Case) -> tuple[tuple[float, float], int]:
    gc.collect()
    gc.disable()
    try:
        start, worked = time.perf_counter(), time.process_time()
        things = case.work()
        return (time.perf_counter() - start, time.process_time() - worked), things
    finally:
        gc.enable()


def show(benchmark: Benchmark, console: Console) -> None:
    """Print a benchmark as a table of times and ratios."""
    console.print(f"\n[bold]{benchmark.name}[/bold]: {benchmark.compares}")
    table = Table()
    table.add_column("case", no_wrap=True)
    table.add_column("seconds", justify="right")
    table.add_column("CPU s", justify="right")
    table.add_column(benchmark.things, justify="right")
    table.add_column("CPU ms each" if benchmark.by_processor else "ms each", justify="right")
    for baseline in benchmark.baselines:
        table.add_column(f"× {baseline}", justify="right")
    for one in benchmark.measurements:
        ratios = [f"{benchmark.ratio(one, baseline):.2f}" for baseline in benchmark.baselines]
        table.add_row(
            one.name,
            f"{one.seconds:.2f}",
            f"{one.processor_seconds:.2f}",
            f"{one.things:,}",
            f"{benchmark.each(one):.2f}",
            *ratios,
        )
    console.print(table)
    for number, mebibytes in benchmark.memory.items():
        console.print(f"memory of {number} {benchmark.things}: {mebibytes:.0f} MiB")
