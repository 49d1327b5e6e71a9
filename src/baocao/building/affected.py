"""Which periods a build has to make again: those that changed, and those that look back at them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import pyarrow.parquet as pq

from baocao.landing import folders
from baocao.registry import Registry
from baocao.settings import Settings


@dataclass(frozen=True)
class Affected:
    """Period codes in order.

    Attributes:
        periods: something of them changed: a report landed, they ended or fell due; and every
            period whose window holds one of these, for its totals may be made of them.
        looking_back: these, and every period that ends on or after the first day of one of them:
            rules compare with earlier and with contained periods, so their verdicts may change.
        unplaced: whether something landed that belongs to no known period, such as a file that
            could not be read; its rows carry no period and are made again in every build.
    """

    periods: list[str]
    looking_back: list[str]
    unplaced: bool

    @property
    def nothing(self) -> bool:
        """Return whether no row of a period would come out otherwise."""
        return not self.periods and not self.unplaced


def affected_periods(
    settings: Settings,
    registry: Registry,
    new_batches: Iterable[str],
    since: date,
    also: Iterable[str | None] = (),
) -> Affected:
    """Return what has changed for a warehouse that was built on a day from other batches.

    Args:
        settings: where landing is, and today.
        registry: the periods and what is due in them.
        new_batches: batches that have landed and are not built yet.
        since: the day in Vietnam as of which the warehouse was built.
        also: periods that changed for another reason, such as a correction that expired; None for
            what belongs to no period.
    """
    landed = _landed_periods(settings, new_batches) | set(also)
    known = {period.period_code for period in registry.periods}
    changed = {code for code in landed if code in known}
    changed |= _passed(registry, since, settings.today)
    changed |= set(_containing(registry, changed))
    starts = [p.start_date for p in registry.periods if p.period_code in changed]
    earliest = min(starts, default=None)
    looking_back = {
        period.period_code
        for period in registry.periods
        if earliest is not None and period.end_date >= earliest
    }
    return Affected(sorted(changed), sorted(looking_back), bool(landed - known))


def _containing(registry: Registry, codes: set[str]) -> Iterator[str]:
    """Yield the periods whose window holds that of one of these periods of their regime.

    A figure that nobody is asked for is made of shorter periods, and the totals of a period in
    which units ended hold their closing reports.
    """
    windows: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for period in registry.periods:
        if period.period_code in codes:
            windows[period.regime].append((period.start_date, period.end_date))
    for period in registry.periods:
        if any(
            period.start_date <= start and end <= period.end_date
            for start, end in windows[period.regime]
        ):
            yield period.period_code


def _landed_periods(settings: Settings, batches: Iterable[str]) -> set[str | None]:
    """Return the period codes of what landed in the batches; None for what names no period."""
    codes: set[str | None] = set()
    known = folders(settings)
    for folder in {known[batch] for batch in batches}:
        for name in ("submissions", "findings"):
            table = pq.read_table(folder / f"{name}.parquet", columns=["period_code"])
            codes.update(table["period_code"].unique().to_pylist())
    return codes


def _passed(registry: Registry, since: date, today: date) -> set[str]:
    """Return the periods that ended, or of which a report fell due, after the last build's day.

    What is due on a day is missing on the next one, and so is a day for the window.
    """
    ended = {p.period_code for p in registry.periods if since <= p.end_date < today}
    due = {r.period_code for r in registry.expected_reports() if since <= r.due_date < today}
    return ended | due
