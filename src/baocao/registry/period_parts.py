"""Which periods make up a longer one: a half-year is two quarters, and never adds to them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from baocao.registry.calendars import MONTHS, TILING_TYPES
from baocao.registry.model import Period

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class PeriodPart:
    """One part of one period: grain regime, period, type of part and part.

    The `parts` of one type, `part_no` from 1, fill the period's window to the day.
    """

    regime: str
    period_code: str
    part_period_type: str
    part_period_code: str
    part_no: int
    parts: int


def tiling(whole: Period, candidates: Iterable[Period]) -> list[Period]:
    """Return those of the candidates that fill a period's window, none where they do not.

    Args:
        whole: the period to be filled.
        candidates: periods of one regime and type.
    """
    inside = sorted(
        (
            period
            for period in candidates
            if whole.start_date <= period.start_date and period.end_date <= whole.end_date
        ),
        key=lambda period: period.start_date,
    )
    fills = (
        bool(inside)
        and inside[0].start_date == whole.start_date
        and inside[-1].end_date == whole.end_date
        and all(b.start_date == a.end_date + ONE_DAY for a, b in pairwise(inside))
    )
    return inside if fills else []


def period_parts(periods: Sequence[Period]) -> Iterator[PeriodPart]:
    """Yield the parts of every period of the calendar, by each shorter type that fills it.

    Reviews and closing periods neither have parts nor are any.
    """
    by_type: dict[tuple[str, str], list[Period]] = defaultdict(list)
    for period in periods:
        by_type[period.regime, period.period_type].append(period)
    for whole in periods:
        for kind in TILING_TYPES:
            if MONTHS[kind] >= MONTHS.get(whole.period_type, 0):
                break
            same_year = [
                period
                for period in by_type[whole.regime, kind]
                if period.reporting_year == whole.reporting_year
            ]
            parts = tiling(whole, same_year)
            for number, part in enumerate(parts, start=1):
                yield PeriodPart(
                    whole.regime, whole.period_code, kind, part.period_code, number, len(parts)
                )
