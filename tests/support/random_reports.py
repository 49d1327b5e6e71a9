"""Random reports of a few units, landed as ingest would, and what a rule finds in them.

The figures are small and full of gaps, so that every rule passes, fails and does not apply often.
`Findings.resolve` looks references up in plain dictionaries; it shares nothing with the warehouse.
"""

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from tests.support.carried import closing_reports, whole_predecessors

from baocao.registry import ExpectedReport, Period, Registry
from baocao.rules.evaluating import Resolved
from baocao.rules.model import Reference

RECEIVED = datetime(2026, 9, 1, tzinfo=UTC)
WITHHELD = "không đọc được"
MISSING = Resolved(Decimal(0), present=0)

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
    figures: Figures = {}
    for item in items:
        value: Any = Decimal(dice.randint(0, largest))
        if dice.random() < gaps:
            value = dice.choice([None, None, None, WITHHELD])
        figures[item.indicator_code, item.category_code] = value
    before = [reports.figures[other] for other in reports.figures if other[:2] == key[:2]]
    if before and before[-1].keys() == figures.keys() and dice.random() < 0.2:
        return dict(before[-1])
    return figures


def _random_totals(reports: Reports, key: Key, dice: random.Random) -> Figures:
    rows = [reports.figures[other] for other in reports.same_file(key)]
    items = {item for row in rows for item in row}
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
                tables["cells"].append(ids | place | _cell(role, item, value, number))
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
        "cell": f"{'C' if role == 'value' else 'D'}{number}",
        "raw_text": str(value) if value is not None else "",
        "value_status": status,
        "value": value if is_number else None,
    }


@dataclass
class Findings:
    """Looks figures up for the rules about one expected report."""

    reports: Reports
    key: Key

    def resolve(self, reference: Reference, items: list[Item]) -> Resolved:
        """Return what is there of a reference that stands for some items."""
        if reference.period_relation == "carried":
            return self._carried(items)
        places = self._places(reference)
        may_be_none = reference.period_relation == "parts" or reference.unit_relation == "children"
        if not places and not may_be_none:
            return Resolved(Decimal(0), due=len(items), present=0)
        found = [self._figure(place, item, reference.source) for place in places for item in items]
        return together(found)

    def _places(self, reference: Reference) -> list[Key]:
        """Return the expected reports in which a figure stands."""
        form = reference.form_code or self.key[1]
        relation, units = reference.period_relation, reference.unit_relation
        if units == "own":
            if form == self.key[1]:
                return self.related(relation)
            return self._of_units([self.key[0]], [self.key[2]], form)
        of_form = {key[2]: self.reports.period(key) for key in self.reports.of_form[form]}
        codes = [self.key[2]] if relation == "same" else self._related(relation, of_form)
        registry, day = self.reports.registry, self.reports.period(self.key).end_date
        if units == "parent":
            parent = registry.parent(self.key[0], day)
            return self._of_units([parent] if parent else [], codes, form)
        if units == "children":
            ends = {code: of_form[code].end_date for code in codes}
            return [
                key
                for code in codes
                for key in self._of_units(registry.children(self.key[0], ends[code]), [code], form)
            ]
        begun = self.reports.expected[self.key].unit_valid_from
        into = whole_predecessors(registry, self.key[0], begun) or set()
        return [
            key
            for key in self._of_units(into, codes, form)
            if self.reports.expected[key].unit_valid_from < begun
        ]

    def _of_units(self, units: Iterable[str], periods: list[str], form: str) -> list[Key]:
        keys = [(unit, form, period) for unit in units for period in periods]
        return [key for key in keys if key in self.reports.expected]

    def related(self, relation: str) -> list[Key]:
        """Return the expected reports of the same unit that a period relation leads to."""
        if relation == "same":
            return [self.key]
        report = self.reports.expected[self.key]
        own = {
            other[2]: self.reports.period(other)
            for other in self.reports.of_unit[self.key[:2]]
            if self.reports.expected[other].unit_valid_from == report.unit_valid_from
        }
        return [(*self.key[:2], code) for code in self._related(relation, own)]

    def _related(self, relation: str, own: dict[str, Period]) -> list[str]:
        period = self.reports.period(self.key)
        same_type = [code for code in own if own[code].period_type == period.period_type]
        if relation in ("previous", "history"):
            earlier = [code for code in same_type if own[code].end_date < period.start_date]
            earlier.sort(key=lambda code: own[code].start_date)
            return earlier[-1:] if relation == "previous" else earlier
        if relation == "year_ago":
            return [
                code
                for code in same_type
                if own[code].start_date
                == period.start_date.replace(year=period.start_date.year - 1)
            ]
        wanted = "Q" if relation == "parts" else "S"
        return [
            code
            for code, inner in own.items()
            if inner.period_type == wanted and inner.reporting_year == period.reporting_year
        ]

    def _carried(self, items: list[Item]) -> Resolved:
        """Return the closing figures on the eve; a source without a report is due and missing."""
        found = [
            _resolved(self.reports.figures.get(closing, {}).get(item)) if closing else MISSING
            for closing in closing_reports(self.reports, self.key)
            for item in items
        ] or [MISSING] * len(items)
        return together(found)

    def _figure(self, key: Key, item: Item, source: str) -> Resolved:
        if source == "claimed":
            return _resolved(self.reports.claimed.get(key, {}).get(item))
        if source == "file_rows":
            return self._rows(key, item)
        if source == "computed":
            return self._computed(key, item)
        return _resolved(self.reports.figures.get(key, {}).get(item))

    def _rows(self, key: Key, item: Item) -> Resolved:
        if self.reports.claimed.get(key, {}).get(item) is None:
            return MISSING
        rows = [
            _resolved(self.reports.figures[other].get(item))
            for other in self.reports.same_file(key)
        ]
        if not any(row.present or row.withheld for row in rows):
            return MISSING
        withheld = sum(row.withheld for row in rows)
        total = sum((row.value for row in rows), Decimal(0))
        return Resolved(total, present=0 if withheld else 1, withheld=withheld)

    def _computed(self, key: Key, item: Item) -> Resolved:
        """Return a rate of a report, in percent to four decimals; of nothing there is none."""
        figures = self.reports.figures.get(key, {})
        parts: dict[str, Resolved] = {}
        for role in ("numerator", "denominator"):
            parts[role] = together(
                [
                    _resolved(figures.get((row["component_code"], "_T")))
                    for row in self.reports.registry.components
                    if row["indicator_code"] == item[0] and row["role"] == role
                ]
            )
        withheld = sum(part.withheld for part in parts.values())
        known = all(part.present == part.due for part in parts.values())
        if not known or parts["denominator"].value == 0:
            return Resolved(Decimal(0), present=0, withheld=withheld)
        rate = 100 * parts["numerator"].value / parts["denominator"].value
        return Resolved(rate.quantize(Decimal("0.0001"), ROUND_HALF_UP))


def together(found: list[Resolved]) -> Resolved:
    """Return the sum of figures, each of which is due as often as it says."""
    return Resolved(
        sum((one.value for one in found), Decimal(0)),
        due=sum(one.due for one in found),
        present=sum(one.present for one in found),
        withheld=sum(one.withheld for one in found),
    )


def _resolved(value: Any) -> Resolved:
    if value is None:
        return MISSING
    if value == WITHHELD:
        return Resolved(Decimal(0), present=0, withheld=1)
    return Resolved(value)
