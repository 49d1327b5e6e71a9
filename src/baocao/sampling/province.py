"""The sample province: figures, faults and files, and the truth about them."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from baocao.errors import UsageError
from baocao.files import write_atomic
from baocao.registry import Registry
from baocao.sampling.delivering import fill_inbox
from baocao.sampling.dice import Dice
from baocao.sampling.faults import put_figure_faults, put_file_faults
from baocao.sampling.faults.inbox import Inbox
from baocao.sampling.faults.scene import Scene
from baocao.sampling.figures import Figuring
from baocao.sampling.lineage import Lineage
from baocao.sampling.pages import Delivery
from baocao.sampling.profiles import Profiles
from baocao.sampling.truth import TruthRow
from baocao.sampling.writing import content_of

DEFAULT_SEED = 20230101
FIRST_PERIOD = "2023-Q1"
LAST_PERIOD = "2026-Q3"


@dataclass(frozen=True)
class Province:
    """Everything that is sent in a range of periods, and everything wrong with it."""

    lineage: Lineage
    dice: Dice
    inbox: Inbox
    truth: tuple[TruthRow, ...]

    @property
    def deliveries(self) -> list[Delivery]:
        """Return the files in the order in which they arrive."""
        return sorted(self.inbox.deliveries.values(), key=lambda d: (d.received_at, d.path))

    def write(self, folder: Path) -> Iterator[Path]:
        """Write the files, each with its time of arrival, yielding each as it is written."""
        for delivery in self.deliveries:
            source = self.inbox.deliveries[delivery.copy_of] if delivery.copy_of else delivery
            target = folder / delivery.path
            write_atomic(target, content_of(source, self.lineage, self.dice))
            arrived = delivery.received_at.timestamp()
            os.utime(target, (arrived, arrived))
            yield target


def make_province(
    registry: Registry,
    seed: int = DEFAULT_SEED,
    first: str = FIRST_PERIOD,
    last: str = LAST_PERIOD,
    mixes_sizes: bool = False,
) -> Province:
    """Return the sample province; the same seed gives the same one.

    Args:
        registry: the reference data.
        seed: decides every figure, fault and time.
        first: periods that begin before this one are left out.
        last: periods that end after this one are left out.
        mixes_sizes: figures are wrong by amounts of all sizes, from 1 to 1,000.

    Raises:
        UsageError: a period is not in the calendar, or nothing lies between the two.
    """
    lineage = Lineage(registry)
    dice = Dice(str(seed))
    begin, end = _window(registry, first)[0], _window(registry, last)[1]
    keys = tuple(
        key
        for key in lineage.expected
        if lineage.period(key).start_date >= begin and lineage.period(key).end_date <= end
    )
    if not keys:
        raise UsageError(f"không có kỳ nào từ / no period is due from {first} to {last}")
    book = Figuring(lineage, Profiles(lineage, dice)).fill()
    share = min(Fraction(1), Fraction(len(keys), _whole(lineage)))
    scene = Scene(lineage, dice, book, keys, share=share, mixes_sizes=mixes_sizes)
    put_figure_faults(scene)
    inbox = fill_inbox(scene)
    put_file_faults(inbox)
    return Province(lineage, dice, inbox, tuple(_truth(scene, inbox)))


def _whole(lineage: Lineage) -> int:
    """Return how many reports the whole sample province holds."""
    end = _window(lineage.registry, LAST_PERIOD)[1]
    return sum(lineage.period(key).end_date <= end for key in lineage.expected)


def _window(registry: Registry, period_code: str) -> tuple:
    periods = registry.periods_with_code(period_code)
    if not periods:
        raise UsageError(f"kỳ / period {period_code!r}: not in the calendar; e.g. 2024-Q1")
    return min(p.start_date for p in periods), max(p.end_date for p in periods)


def _truth(scene: Scene, inbox: Inbox) -> Iterator[TruthRow]:
    files = inbox.by_report()
    numbers: dict[str, int] = {}
    for fault in scene.faults:
        numbers[fault.fault_class] = number = numbers.get(fault.fault_class, 0) + 1
        for mark in fault.marks:
            file = files.get(mark.key)
            yield TruthRow(
                fault_id=f"{fault.fault_class}-{number:03d}",
                fault_class=fault.fault_class,
                check_code=mark.check_code,
                unit_code=mark.key.unit_code,
                form_code=mark.key.form_code,
                period_code=mark.key.period_code,
                indicator_code=mark.indicator_code,
                file_name=mark.file_name or (file.path if file else ""),
                note=mark.note,
                size=str(mark.size or ""),
            )
