"""Whose closing figures a report opens with, worked out report by report and without SQL."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.random_reports import Key, Reports


def closing_reports(reports: Reports, key: Key) -> list[Key | None]:
    """Return the report that ends on the eve, one for each unit that is carried over from.

    None stands for a unit that owed no such report; no unit at all where one was split.
    """
    report = reports.expected[key]
    start = max(reports.period(key).start_date, report.unit_valid_from)
    edges = [edge for edge in reports.registry.successions if edge.effective_date == start]
    into = {edge.from_unit_code for edge in edges if edge.to_unit_code == key[0]}
    if any(edge.weight != 1 for edge in edges if edge.from_unit_code in into):
        return []
    units = into | ({key[0]} if report.unit_valid_from < start else set())
    eve = start - timedelta(days=1)
    return [_closing(reports, key, unit, eve) for unit in sorted(units)]


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
