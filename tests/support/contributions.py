"""What each unit gives to the figures of each period, worked out report by report.

A report for the period; else the unit's reports for the shorter periods that fill it; and of units
that ended within it, their reports up to their end.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow.parquet as pq

from baocao.landing import batch_ids, batches_folder
from baocao.registry import ExpectedReport, Period, Registry, Unit
from baocao.settings import Settings

AS_REPORTED = "as_reported"
DAY = timedelta(days=1)
SPECIAL = ("C", "R")
Figures = dict[tuple[str, str], Decimal]


@dataclass
class Contribution:
    """What one unit owes and gives to one period, and whether it ended within it."""

    unit: Unit
    period: Period
    is_closing: bool
    is_opening_replaced: bool
    owed: set[tuple[str, str]]
    figures: Figures


@dataclass
class Book:
    """The reports that are due of one form under one regime."""

    registry: Registry
    reports: dict[tuple[str, str], ExpectedReport] = field(default_factory=dict)
    asked: dict[str, Period] = field(default_factory=dict)
    given: dict[tuple[str, str], Figures] = field(default_factory=dict)

    def items(self, report: ExpectedReport) -> set[tuple[str, str]]:
        """Return the items that a report is asked for; printed rates count for nothing."""
        period = self.asked[report.period_code]
        form = self.registry.form(report.form_code, period.end_date)
        assert form is not None
        return {
            (item.indicator_code, item.category_code)
            for item in self.registry.items_due(form, report.unit_type, period)
            if self.registry.indicators[item.indicator_code].kind != "rate"
        }

    def tiles(self, start: date, end: date, without: str) -> list[Period]:
        """Return the fewest periods of one type that are asked for and fill a window."""
        types: dict[str, list[Period]] = defaultdict(list)
        for period in self.asked.values():
            if (
                period.period_type not in (*SPECIAL, without)
                and start <= period.start_date
                and period.end_date <= end
            ):
                types[period.period_type].append(period)
        full = [
            sorted(found, key=lambda period: period.start_date)
            for found in types.values()
            if sum((p.end_date - p.start_date).days + 1 for p in found) == (end - start).days + 1
        ]
        return min(full, key=len, default=[])


def contributions(settings: Settings, registry: Registry) -> Iterator[Contribution]:
    """Yield what each unit gives to each period that has ended or was reported."""
    accepted = _accepted(settings)
    observed = {code for _, _, code in accepted}
    observed |= {p.period_code for p in registry.periods if p.end_date < settings.today}
    books: dict[tuple[str, str], Book] = defaultdict(lambda: Book(registry))
    for report in registry.expected_reports():
        book = books[report.form_code, report.regime]
        period = registry.period(report.period_code, report.regime)
        assert period is not None
        book.asked[report.period_code] = period
        key = (report.unit_code, report.period_code)
        book.reports[key] = report
        known = accepted.get((report.unit_code, report.form_code, report.period_code), {})
        book.given[key] = {
            item: Decimal(known[item] > 0) if _is_boolean(registry, item[0]) else known[item]
            for item in book.items(report) & set(known)
        }
    for (_, regime), book in books.items():
        for period in registry.periods:
            if period.regime == regime and period.period_code in observed:
                yield from _of_period(book, period)


def _is_boolean(registry: Registry, indicator: str) -> bool:
    return registry.indicators[indicator].kind == "boolean"


def _of_period(book: Book, period: Period) -> Iterator[Contribution]:
    owed = [r for (_, code), r in book.reports.items() if code == period.period_code]
    asked: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for report in owed:
        asked[report.unit_type] |= book.items(report)
    parts = book.tiles(period.start_date, period.end_date, period.period_type)
    in_force = set().union(*asked.values())
    ended, replaced = [], set()
    derived = []
    if period.period_type not in SPECIAL:
        for report in [r for (_, code), r in book.reports.items() if parts]:
            if report.period_code == parts[-1].period_code:
                figures, items = _made(book, report, parts, is_closing=False)
                items -= asked[report.unit_type]
                in_force |= items
                derived.append((report, items, figures))
        ended = list(_ended(book, period, in_force))
        codes = {report.unit_code for report, _, _ in ended}
        replaced = {
            (row.to_unit_code, row.effective_date)
            for row in book.registry.successions
            if row.from_unit_code in codes
        }
    direct = [(r, book.items(r), book.given[r.unit_code, r.period_code]) for r in owed]
    for is_closing, made in ((False, direct), (False, derived), (True, ended)):
        for report, items, figures in made:
            unit = _unit(book, report)
            gives_way = (unit.unit_code, unit.valid_from) in replaced
            given = {item: figures[item] for item in items & set(figures)}
            yield Contribution(unit, period, is_closing, gives_way, items, given)


def _ended(
    book: Book, period: Period, in_force: set[tuple[str, str]]
) -> Iterator[tuple[ExpectedReport, set[tuple[str, str]], Figures]]:
    """Yield the closing report, what is owed and given of each unit that ended in a period."""
    for closing in [p for p in book.asked.values() if p.period_type == "C"]:
        if not (period.start_date <= closing.start_date and closing.end_date < period.end_date):
            continue
        before = book.tiles(period.start_date, closing.start_date - DAY, "")
        if before or closing.start_date == period.start_date:
            for (_, code), report in book.reports.items():
                if code == closing.period_code:
                    figures, items = _made(book, report, [*before, closing], is_closing=True)
                    yield report, items & in_force, figures


def _made(
    book: Book, last: ExpectedReport, parts: Iterable[Period], *, is_closing: bool
) -> tuple[Figures, set[tuple[str, str]]]:
    """Return the figures of parts together, and which there could be."""
    unit = _unit(book, last)
    keys = [(last.unit_code, p.period_code) for p in parts if p.end_date >= unit.valid_from]
    if any(book.reports.get(key, last).unit_valid_from != unit.valid_from for key in keys) or any(
        key not in book.reports for key in keys
    ):
        return {}, set()
    asked = [book.items(book.reports[key]) for key in keys]
    given = [book.given[key] for key in keys]
    figures: Figures = {}
    items: set[tuple[str, str]] = set()
    for item in set().union(*asked):
        how = book.registry.indicators[item[0]].agg_periods
        used = {"sum": slice(None), "first": slice(0, 1), "last": slice(-1, None)}[how]
        if (how == "last" and is_closing) or not all(item in one for one in asked[used]):
            continue
        items.add(item)
        if all(item in one for one in given[used]):
            figures[item] = sum((one[item] for one in given[used]), Decimal(0))
    return figures, items


def _unit(book: Book, report: ExpectedReport) -> Unit:
    unit = book.registry.unit(report.unit_code, report.unit_valid_from)
    assert unit is not None
    return unit


def _accepted(settings: Settings) -> dict[tuple[str, str, str], Figures]:
    """Return the figures of the report that stands, by unit, form and period."""
    standing: dict[tuple[str, str, str], tuple[Any, str]] = {}
    cells: dict[str, Figures] = defaultdict(dict)
    for batch in batch_ids(settings):
        folder = batches_folder(settings) / batch
        for row in pq.read_table(folder / "submissions.parquet").to_pylist():
            if row["outcome"].startswith("accepted"):
                key = (row["unit_code"], row["form_code"], row["period_code"])
                this = (row["received_at"], row["submission_id"])
                standing[key] = max(this, standing.get(key, this))
        for row in pq.read_table(folder / "cells.parquet").to_pylist():
            if row["role"] == "value" and row["value"] is not None:
                item = (row["indicator_code"], row["category_code"])
                cells[row["submission_id"]][item] = row["value"]
    return {key: cells[submission] for key, (_, submission) in standing.items()}
