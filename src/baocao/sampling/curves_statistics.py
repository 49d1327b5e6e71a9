"""Operating curves of the statistical checks: jumps put into figures that are right.

The sample's own figures hardly move, so every check looks good on them. The second set of figures
draws each anew, as counts of people who come as they like are spread (Poisson), the third around a
level that itself varies by a quarter from period to period.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from random import Random
from typing import NamedTuple

from baocao.registry.calendars import MONTHS
from baocao.rules.statistic import Spread, UsualRange, usual_spread
from baocao.sampling.curves import Clean, Trial
from baocao.sampling.lineage import ReportKey, Series

WINDOW, LEAST_HISTORY, ALLOWANCE = 8, 4, Decimal(10)
# By how much the level of each figure varies, as a share of it; None: figures as they are.
FIGURES: dict[str, float | None] = {"sample": None, "Poisson": 0.0, "Poisson, 25 %": 0.25}
# One figure in so many is spoilt, once for each size.
EVERY = 10
FORMS = ("F-TCD", "F-QCDC")
# A figure below this is left as it is: nobody can tell 1 from 2.
LEAST_FIGURE = 10


def swapped(value: int) -> int:
    """Return a figure with its first two digits in the wrong order."""
    digits = str(value)
    return int(digits[1] + digits[0] + digits[2:])


SIZES: dict[str, Callable[[int], int]] = {
    "×1.5": lambda value: round(value * 1.5),
    "×2": lambda value: value * 2,
    "×3": lambda value: value * 3,
    "×10": lambda value: value * 10,
    "/10": lambda value: round(value / 10),
    "12→21": swapped,
}


@dataclass(frozen=True)
class Figure:
    """A figure with those of the comparable periods before it, the latest first."""

    key: ReportKey
    item: str
    value: int
    history: tuple[Decimal, ...]


class Judged(NamedTuple):
    """A right figure, and the range that is usual beside it at a threshold."""

    key: ReportKey
    item: str
    value: int
    usual: Callable[[str], UsualRange]


def try_out(clean: Clean, settings: Sequence[str], figures: Iterable[Judged]) -> Trial:
    """Judge right figures as they are, and some of them with a jump of each size.

    Args:
        clean: where the figures are from.
        settings: the thresholds.
        figures: those that have something to be compared with.
    """
    trial = Trial()
    alarms: dict[str, set[ReportKey]] = {name: set() for name in settings}
    reports: set[ReportKey] = set()
    for judged in figures:
        ranges = {name: judged.usual(name) for name in settings}
        reports.add(judged.key)
        for name in settings:
            if not ranges[name].holds(Decimal(judged.value)):
                alarms[name].add(judged.key)
        is_drawn = clean.dice.draw(*judged.key, judged.item) % EVERY == 0
        if judged.value >= LEAST_FIGURE and is_drawn:
            _spoil(judged.value, ranges, trial)
    trial.clean_reports = len(reports)
    trial.alarms.update({name: len(found) for name, found in alarms.items()})
    return trial


def _spoil(value: int, ranges: dict[str, UsualRange], trial: Trial) -> None:
    for size, change in SIZES.items():
        spoilt = change(value)
        if spoilt == value:
            continue
        trial.injected[size] += 1
        for name, usual in ranges.items():
            trial.found[name, size] += not usual.holds(Decimal(spoilt))


@dataclass(frozen=True)
class StatisticDetector:
    """One method against a unit's own history, at several thresholds."""

    method: str
    thresholds: tuple[str, ...]
    figures: str
    is_count: bool = False
    chosen: str = ""

    @property
    def name(self) -> str:
        """Return the method, its least spread and the figures it is tried on."""
        least = ", √" if self.is_count else ""
        return f"{self.method}{least} · {self.figures}"

    @property
    def settings(self) -> tuple[str, ...]:
        """Return the thresholds."""
        return self.thresholds

    @cached_property
    def sizes(self) -> tuple[str, ...]:
        """Return the sizes of jump."""
        return tuple(SIZES)

    def trial(self, clean: Clean) -> Trial:
        """Judge every flow total of the forms that have a history, as it is and with a jump."""
        if self.figures not in clean.shared:
            clean.shared[self.figures] = list(self._figures(clean))
        return try_out(clean, self.thresholds, self._judged(clean.shared[self.figures]))

    def _judged(self, figures: Iterable[Figure]) -> Iterator[Judged]:
        for one in figures:
            spread = usual_spread(self.method, one.history, self.is_count)
            if spread is not None:
                yield Judged(one.key, one.item, one.value, partial(around, spread, ALLOWANCE))

    def _figures(self, clean: Clean) -> Iterator[Figure]:
        flows = {
            code for code, one in clean.lineage.registry.indicators.items() if one.kind == "flow"
        }
        for series in clean.lineage.series:
            if series.form_code not in FORMS:
                continue
            for kind in dict.fromkeys(period.period_type for period in series.periods):
                if kind in MONTHS:
                    yield from self._series(clean, series, kind, flows)

    def _series(self, clean: Clean, series: Series, kind: str, flows: set[str]) -> Iterator[Figure]:
        keys = [
            ReportKey(series.unit.unit_code, series.form_code, period.period_code)
            for period in series.periods
            if period.period_type == kind
        ]
        items = flows.intersection(*(clean.book[key] for key in keys))
        for item in sorted(items):
            values = [self._drawn(clean, key, item) for key in keys]
            for place in range(LEAST_HISTORY, len(values)):
                before = values[max(place - WINDOW, 0) : place]
                history = tuple(Decimal(value) for value in reversed(before))
                yield Figure(keys[place], item, values[place], history)

    def _drawn(self, clean: Clean, key: ReportKey, item: str) -> int:
        level = clean.book[key][item]
        varies = FIGURES[self.figures]
        if varies is None or level == 0:
            return level
        dice = Random(clean.dice.draw("varying", *key, item))  # noqa: S311 (no secret)
        shape = varies**-2 if varies else 0
        return poisson(dice, level * dice.gammavariate(shape, 1 / shape) if shape else level)


def around(spread: Spread, allowance: Decimal, threshold: str) -> UsualRange:
    """Return the range that is usual at a threshold as people write it."""
    return spread.usual(Decimal(threshold), allowance)


def poisson(dice: Random, mean: float) -> int:
    """Return a draw from the Poisson distribution: arrivals before a time has passed."""
    count, passed = 0, dice.expovariate(1)
    while passed < mean:
        count += 1
        passed += dice.expovariate(1)
    return count


def detectors() -> Iterator[StatisticDetector]:
    """Yield the methods, on the sample's figures and on those drawn anew."""
    for figures in FIGURES:
        for is_count in (False, True):
            yield StatisticDetector(
                "modified_zscore", ("3.5", "4.047", "5", "6"), figures, is_count, "5" * is_count
            )
            yield StatisticDetector("zscore", ("3", "4", "5"), figures, is_count)
            yield StatisticDetector("minmax", ("2", "3", "4", "5"), figures, is_count)
        yield StatisticDetector("consistency", ("0.33", "0.5", "1", "2"), figures)
