"""Operating curves: what a check finds and what it raises for nothing, by threshold.

Right figures of the sample province are judged as they are, then once more with known faults of
several sizes. The judges are the ones in Python that the warehouse is held to by tests, so that
many seeds and thresholds take seconds.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol

from baocao.registry import Registry
from baocao.sampling.dice import Dice
from baocao.sampling.figures import Figures, Figuring
from baocao.sampling.lineage import Lineage, ReportKey
from baocao.sampling.profiles import Profiles

# Functions that return detectors, as "module:function"; imported when curves are asked for.
DETECTORS = (
    "baocao.sampling.curves_statistics:detectors",
    "baocao.sampling.curves_related:detectors",
    "baocao.sampling.curves_perfunctory:detectors",
)
SEEDS = 5
PER_REPORTS = 1000


@dataclass(frozen=True)
class Clean:
    """The figures of all reports of a sample province without a single fault."""

    lineage: Lineage
    book: dict[ReportKey, Figures]
    dice: Dice
    # What detectors worked out of the figures and share.
    shared: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass
class Trial:
    """What one detector did on one province.

    Attributes:
        clean_reports: right reports that it judged.
        alarms: how many of these it raised a flag for, by setting.
        injected: faults put in, by size.
        found: how many of these it found, by setting and size.
    """

    clean_reports: int = 0
    alarms: Counter[str] = field(default_factory=Counter)
    injected: Counter[str] = field(default_factory=Counter)
    found: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, other: "Trial") -> None:
        """Add the counts of another trial."""
        self.clean_reports += other.clean_reports
        self.alarms += other.alarms
        self.injected += other.injected
        self.found += other.found


class Detector(Protocol):
    """A check at several settings."""

    @property
    def name(self) -> str:
        """Return what the table is headed with."""
        ...

    @property
    def settings(self) -> Sequence[str]:
        """Return the thresholds tried, as people write them."""
        ...

    @property
    def chosen(self) -> str:
        """Return the setting that the rules use; empty where no rule uses the method."""
        ...

    @property
    def sizes(self) -> Sequence[str]:
        """Return the sizes of fault put in."""
        ...

    def trial(self, clean: Clean) -> Trial:
        """Judge the right figures, put faults in, and count."""
        ...


@dataclass(frozen=True)
class Point:
    """One line of a curve: a setting with its recall by size and its false alarms."""

    setting: str
    is_chosen: bool
    alarms_per_thousand: float
    recall: dict[str, float]


@dataclass(frozen=True)
class Curve:
    """The curve of one detector over all seeds."""

    name: str
    clean_reports: int
    injected: dict[str, int]
    points: tuple[Point, ...]


def clean_province(registry: Registry, seed: int) -> Clean:
    """Return the right figures that a seed gives."""
    lineage = Lineage(registry)
    dice = Dice(str(seed))
    return Clean(lineage, Figuring(lineage, Profiles(lineage, dice)).fill(), dice.at("curves"))


def all_detectors() -> Iterator[Detector]:
    """Yield the detectors of every kind of check that has settings to choose."""
    for entry in DETECTORS:
        module, _, function = entry.partition(":")
        yield from getattr(import_module(module), function)()


def measure(registry: Registry, detectors: Iterable[Detector], seeds: Iterable[int]) -> list[Curve]:
    """Return a curve for each detector, over the provinces of all seeds together."""
    trials = [(detector, Trial()) for detector in detectors]
    for seed in seeds:
        clean = clean_province(registry, seed)
        for detector, total in trials:
            total.add(detector.trial(clean))
    return [_curve(detector, total) for detector, total in trials]


def _curve(detector: Detector, total: Trial) -> Curve:
    reports = max(total.clean_reports, 1)
    points = tuple(
        Point(
            setting,
            setting == detector.chosen,
            PER_REPORTS * total.alarms[setting] / reports,
            {
                size: total.found[setting, size] / total.injected[size]
                for size in detector.sizes
                if total.injected[size]
            },
        )
        for setting in detector.settings
    )
    injected = {size: total.injected[size] for size in detector.sizes}
    return Curve(detector.name, total.clean_reports, injected, points)
