"""Which totals of a period hold what units reported that ended within it.

A new unit reports from its first day on. What its predecessors reported of the same period's window
counts in the totals above it, on the tree of the period's last day; that tree is not today's, so
that a later reform leaves these totals as they were.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from baocao.registry import Registry, Unit
from baocao.registry.calendars import PERIOD_TYPES
from baocao.territory.compiling import REPORTING, compile_territory, reporting_units
from baocao.territory.model import RestatedUnit


@dataclass(frozen=True)
class ClosingLineage:
    """One total in which a unit counts that has ended: one row per day, basis, unit and total.

    `on_day` is the last day of the windows of periods within which the unit ended.
    """

    on_day: date
    basis: str
    unit_code: str
    unit_valid_from: date
    ancestor_unit_code: str


def closing_lineages(registry: Registry) -> Iterator[ClosingLineage]:
    """Yield the totals of each period's last day in which units ended within the period count.

    Only units that add up others are totals; a unit that reports for itself alone stands for what
    it reported, and a group of such units has no figure of its own in what was reported.
    """
    units = [unit for unit in reporting_units(registry) if unit.valid_to is not None]
    for day, starts in sorted(_windows(registry).items()):
        ended = [u for u in units if u.valid_to and starts < u.valid_to <= day]
        if ended:
            yield from _counting(registry, day, ended)


def _windows(registry: Registry) -> dict[date, date]:
    """Return the last day of each window with the first day of the longest one that ends so."""
    windows: dict[date, date] = {}
    for period in registry.periods:
        if period.period_type in PERIOD_TYPES:
            known = windows.get(period.end_date, period.start_date)
            windows[period.end_date] = min(known, period.start_date)
    return windows


def _counting(registry: Registry, day: date, ended: list[Unit]) -> Iterator[ClosingLineage]:
    territory = compile_territory(registry, day, ended)
    totals = {
        link.parent_unit_code
        for link in registry.parents
        if link.tree == REPORTING
        and link.valid_from <= day
        and (link.valid_to is None or day < link.valid_to)
    }
    above: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in territory.restated_lineages:
        if row.ancestor_unit_code in totals:
            above[row.basis, row.target_unit_code].append(row.ancestor_unit_code)
    for unit in territory.restated_units:
        yield from _rows(day, unit, above[unit.basis, unit.target_unit_code])


def _rows(day: date, unit: RestatedUnit, totals: list[str]) -> Iterator[ClosingLineage]:
    for total in totals:
        yield ClosingLineage(day, unit.basis, unit.unit_code, unit.unit_valid_from, total)
