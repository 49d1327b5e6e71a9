"""Geometry of the page's charts: shares as percentages of a width, for inline SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from baocao.reporting.reading import Row

# From left to right, and from the bottom up: what arrived in time first.
SEGMENTS = ("on_time", "late", "rejected", "missing", "not_due")


@dataclass(frozen=True)
class Segment:
    """One part of a bar: where it starts and how long it is, in percent of the whole."""

    status: str
    count: int
    start: Decimal
    size: Decimal


def stacked(row: Row, statuses: Sequence[str] = SEGMENTS) -> list[Segment]:
    """Return the parts of a bar that shows a row's counts as shares; empty parts are left out.

    The parts fill the bar exactly: each edge is rounded once and shared by its two neighbours.
    """
    total = sum(row[status] for status in statuses)
    segments: list[Segment] = []
    counted = 0
    for status in statuses:
        count = row[status]
        if count:
            start, end = _share(counted, total), _share(counted + count, total)
            segments.append(Segment(status, count, start, end - start))
            counted += count
    return segments


def scaled(count: int, largest: int) -> Decimal:
    """Return the length of a bar in percent of the longest one."""
    return _share(count, largest)


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(100 * part) / whole).quantize(Decimal("0.01")) if whole else Decimal(0)
