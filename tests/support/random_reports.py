"""Random reports of a few units, landed as ingest would.

The figures are small and full of gaps, so that every rule passes, fails and does not apply often.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from tests.support.habits import habit, nearly, printed

from baocao.registry import ExpectedReport, Period, Registry

RECEIVED = datetime(2026, 9, 1, tzinfo=UTC)
WITHHELD = "không đọc được"

Key = tuple[str, str, str]  # unit, form, period
Item = tuple[str, str]  # indicator, category
Figures = dict[Item, Any]  # a number, None where blank, or WITHHELD


@dataclass
class Reports:
    """Reports that were due, those that came, and the total rows of districts."""

    registry: Registry
    expected: dict[Key, ExpectedReport]
    figures: dict[Key, Figures] = field(default_factory=dict)
    claimed: dict[Key, Figures] = field(default_factory=dict)

    @cached_property
    def of_unit(self) -> dict[tuple[str, str], list[Key]]:
        """Return the expected reports by code of the unit and form."""
        found = defaultdict(list)
        for key in self.expected:
            found[key[:2]].append(key)
        return found

    @cached_property
    def of_form(self) -> dict[str, list[Key]]:
        """Return the expected reports by form."""
        found = defaultdict(list)
        for key in self.expected:
            found[key[1]].append(key)
        return found

    def period(self, key: Key) -> Period:
        """Return the period of an expected report."""
        report = self.expected[key]
        period = self.registry.period(report.period_code, report.regime)
        assert period is not None
        return period

    def is_rate(self, item: Item) -> bool:
        """Tell whether an item is a rate, which its unit prints beside its figures."""
        return self.registry.indicators[item[0]].kind == "rate"

    def same_file(self, key: Key) -> list[Key]:
        """Return the reports that came in the file of a report."""
        sender = self.expected[key].sender_unit_code
        return [
            other
            for other in self.figures
            if other[1:] == key[1:] and self.expected[other].sender_unit_code == sender
        ]


def random_reports(registry: Registry, units: set[str], seed: int) -> Reports:
    """Return random reports of the units for most reports that are due before RECEIVED."""
    dice = random.Random(seed)  # noqa: S311 - figures of a test
    due = {
        (report.unit_code, report.form_code, report.period_code): report
        for report in registry.expected_reports()
    }
    reports = Reports(registry, due)
    for key, report in due.items():
        came = report.due_date < RECEIVED.date() and dice.random() > 0.1
        if came and report.unit_code in units:
            reports.figures[key] = _random_figures(reports, key, dice)
    for key in list(reports.figures):
        if due[key].unit_type == "DISTRICT":
            reports.claimed[key] = _random_totals(reports, key, dice)
    return reports


def _random_figures(reports: Reports, key: Key, dice: random.Random) -> Figures:
    report = reports.expected[key]
    form = reports.registry.form(report.form_code, reports.period(key).end_date)
    assert form is not None
    items = reports.registry.items_for(form, report.unit_type, report.period_type)
    largest = dice.choice([0, 1, 1, 3, 3, 60])
    gaps = dice.choice([0, 0, 0.03, 0.2])
    step, end = habit(report.unit_code)
    figures: Figures = {}
    for item in items:
        value: Any = Decimal(dice.randint(0, largest)) // step * step + end
        if dice.random() < gaps:
            value = dice.choice([None, None, None, WITHHELD])
        figures[item.indicator_code, item.category_code] = value
    for item, value in figures.items():
        if isinstance(value, Decimal) and reports.is_rate(item):
            figures[item] = printed(item[0], figures, reports.registry, dice)
    before = [reports.figures[other] for other in reports.figures if other[:2] == key[:2]]
    beside = [reports.figures[other] for other in reports.figures if other[1:] == key[1:]]
    for others, share in ((before[-1:], 0.2), (before[-4:], 0.2), (beside, 0.1)):
        like = [other for other in others if other.keys() == figures.keys()]
        if like and dice.random() < share:
            return nearly(dice.choice(like), dice)
    return figures


def _random_totals(reports: Reports, key: Key, dice: random.Random) -> Figures:
    rows = [reports.figures[other] for other in reports.same_file(key)]
    items = {item for row in rows for item in row if not reports.is_rate(item)}
    totals: Figures = {}
    for item in sorted(items):
        numbers = [row[item] for row in rows if isinstance(row.get(item), Decimal)]
        right = sum(numbers, Decimal(0))
        totals[item] = dice.choice([right, right, right + 1, None, WITHHELD])
    return totals


def landed_tables(reports: Reports) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the batch that holds the reports."""
    tables: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("files", "submissions", "cells", "findings")
    }
    deliveries = {}
    for key, figures in reports.figures.items():
        sender = reports.expected[key].sender_unit_code
        delivery = f"{sender}/{key[1]}/{key[2]}"
        received = RECEIVED + timedelta(seconds=len(deliveries))
        if delivery not in deliveries:
            deliveries[delivery] = received
            tables["files"].append(_file(delivery, sender, received))
        ids = {"submission_id": "/".join(key), "delivery_id": delivery}
        place = {"unit_code": key[0], "form_code": key[1], "period_code": key[2]}
        tables["submissions"].append(
            ids | place | _submission(reports, key) | {"received_at": deliveries[delivery]}
        )
        for role, found in (("value", figures), ("claimed_total", reports.claimed.get(key, {}))):
            for number, (item, value) in enumerate(found.items(), start=10):
                lands_as = "printed_rate" if reports.is_rate(item) else role
                tables["cells"].append(ids | place | _cell(lands_as, item, value, number))
    return tables


def _file(delivery: str, sender: str, received: datetime) -> dict[str, Any]:
    return {
        "delivery_id": delivery,
        "batch_id": "random",
        "file_sha256": delivery,
        "file_name": f"{delivery.replace('/', '_')}.xlsx",
        "inbox_path": delivery,
        "sender_unit_code": sender,
        "media_type": "xlsx",
        "outcome": "read",
        "received_at": received,
        "ingested_at": received,
        "size_bytes": 1,
    }


def _submission(reports: Reports, key: Key) -> dict[str, Any]:
    report = reports.expected[key]
    return {
        "file_sha256": "/".join(key),
        "file_name": f"{'_'.join(key)}.xlsx",
        "sender_unit_code": report.sender_unit_code,
        "form_version": report.form_version,
        "regime": report.regime,
        "layout_code": "items_down",
        "sheet": "Biểu",
        "outcome": "accepted",
        "ingested_at": RECEIVED,
    }


def _cell(role: str, item: Item, value: Any, number: int) -> dict[str, Any]:
    is_number = isinstance(value, Decimal)
    status = "missing" if not is_number else "reported" if value else "zero"
    return {
        "indicator_code": item[0],
        "category_code": item[1],
        "role": role,
        "sheet": "Biểu",
        "cell": f"{'D' if role == 'claimed_total' else 'C'}{number}",
        "raw_text": str(value) if value is not None else "",
        "value_status": status,
        "value": value if is_number else None,
    }
