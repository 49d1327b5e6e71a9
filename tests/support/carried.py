"""Whose closing figures a report opens with, worked out report by report and without SQL."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.random_reports import Key, Reports

    from baocao.registry import Registry


def closing_reports(reports: Reports, key: Key) -> list[Key | None]:
    """Return the report that ends on the eve, one for each unit that is carried over from.

    None stands for a unit that owed no such report; no unit at all where one was split.
    """
    report = reports.expected[key]
    start = max(reports.period(key).start_date, report.unit_valid_from)
    into = whole_predecessors(reports.registry, key[0], start)
    if into is None:
        return []
    units = into | ({key[0]} if report.unit_valid_from < start else set())
    eve = start - timedelta(days=1)
    return [_closing(reports, key, unit, eve) for unit in sorted(units)]


def whole_predecessors(registry: Registry, unit_code: str, day: date) -> set[str] | None:
    """Return the units that went over to a unit on a day; None where one of them was split."""
    edges = [edge for edge in registry.successions if edge.effective_date == day]
    into = {edge.from_unit_code for edge in edges if edge.to_unit_code == unit_code}
    is_split = any(edge.weight != 1 for edge in edges if edge.from_unit_code in into)
    return None if is_split else into


def _closing(reports: Reports, key: Key, unit: str, eve: date) -> Key | None:
    """Return the report of a unit that ends on a day: of the same type, else the shortest."""
    kind = reports.period(key).period_type
    ending = [
        other
        for other in reports.of_unit.get((unit, key[1]), [])
        if reports.period(other).end_date == eve
    ]
    ending.sort(key=lambda other: reports.period(other).start_date, reverse=True)
    ending.sort(key=lambda other: reports.period(other).period_type != kind)
    return ending[0] if ending else None
