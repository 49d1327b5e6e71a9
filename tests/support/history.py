"""A landed history of a province, written by code: every expected report with what befalls some.

Reports come late, twice, refused, as the same bytes again, in a file refused as a whole, without
some figures, and in a batch after one that was received later. Figures are drawn by a seeded
generator and satisfy no rule on purpose: rules must come out the same, not well.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.support.landed import Tables, land

from baocao.files import short_hash
from baocao.registry import ExpectedReport, FormItem, Registry
from baocao.settings import Settings

Row = dict[str, Any]


@dataclass(frozen=True)
class Delivery:
    """One file of one sender: the reports in it, when it was received and what became of it."""

    sender: str
    reports: list[ExpectedReport]
    received_at: datetime
    outcome: str = "read"
    again: int = 0

    @property
    def delivery_id(self) -> str:
        """Return an id that follows from what the file is."""
        first = self.reports[0]
        parts = (self.sender, first.form_code, first.period_code, self.outcome, str(self.again))
        return short_hash(*parts)


def write_history(
    settings: Settings, registry: Registry, batches: int, seed: int = 20230101
) -> list[list[str]]:
    """Land what was due by today in batches; return the period codes of each batch.

    Args:
        settings: where to land, and until when.
        registry: what is expected, with which items.
        batches: how many; deliveries go to them by time of receipt, but for every 40th, which goes
            to the last batch however early it was received.
        seed: of the generator.
    """
    random = Random(seed)  # noqa: S311 (a reproducible history, no secret)
    sent = _deliveries(registry, settings.today, random)
    deliveries = sorted(
        (delivery for delivery in sent if delivery.received_at <= settings.now),
        key=lambda delivery: (delivery.received_at, delivery.delivery_id),
    )
    share = len(deliveries) / batches
    groups: dict[int, list[Delivery]] = defaultdict(list)
    for position, delivery in enumerate(deliveries):
        groups[batches - 1 if position % 40 == 7 else int(position / share)].append(delivery)
    for number, group in sorted(groups.items()):
        land(settings, f"b{number:03d}", _tables(group, registry, random, f"b{number:03d}"))
    return [
        sorted({report.period_code for delivery in group for report in delivery.reports})
        for _, group in sorted(groups.items())
    ]


def _deliveries(registry: Registry, today: date, random: Random) -> Iterator[Delivery]:
    files: dict[tuple[str, str, str], list[ExpectedReport]] = defaultdict(list)
    for report in registry.expected_reports():
        if report.due_date < today:
            files[report.sender_unit_code, report.form_code, report.period_code].append(report)
    for (sender, _, _), owed in files.items():
        reports = [report for report in owed if random.random() > 0.03]
        if not reports:
            continue
        days = random.choice((-2, -1, -1, 0, 0, 0, 1, 6))
        received = datetime.combine(owed[0].due_date, time(9), UTC) + timedelta(days=days)
        lot = random.random()
        if lot < 0.05:
            yield Delivery(sender, reports, received, outcome="refused")
            received += timedelta(days=3)
        yield Delivery(sender, reports, received)
        if lot > 0.95:
            yield Delivery(sender, reports, received + timedelta(days=30), again=1)
        elif lot > 0.92:
            yield Delivery(sender, reports, received + timedelta(days=2), outcome="duplicate")


def _tables(
    deliveries: Iterable[Delivery], registry: Registry, random: Random, batch_id: str
) -> Tables:
    tables: Tables = {"files": [], "submissions": [], "cells": [], "findings": []}
    for delivery in deliveries:
        tables["files"].append(_file(delivery, batch_id))
        if delivery.outcome == "refused":
            first = delivery.reports[0]
            row = _submission(delivery, first, "rejected") | {"unit_code": None}
            tables["submissions"].append(row)
            tables["findings"].append(_finding(delivery, row, "FIL01", "block"))
            continue
        for report in delivery.reports:
            refused = delivery.outcome == "read" and random.random() < 0.02
            outcome = "rejected" if refused else "accepted"
            row = _submission(
                delivery, report, "duplicate" if delivery.outcome == "duplicate" else outcome
            )
            tables["submissions"].append(row)
            if refused:
                tables["findings"].append(_finding(delivery, row, "VAL01", "block"))
            elif delivery.outcome == "read":
                tables["cells"].extend(_cells(row, report, registry, random))
    return tables


def _file(delivery: Delivery, batch_id: str) -> Row:
    return {
        "delivery_id": delivery.delivery_id,
        "batch_id": batch_id,
        "file_sha256": delivery.delivery_id * 4,
        "file_name": f"{delivery.delivery_id}.xlsx",
        "inbox_path": f"{delivery.sender}/{delivery.delivery_id}.xlsx",
        "sender_unit_code": delivery.sender,
        "media_type": "xlsx",
        "outcome": delivery.outcome,
        "received_at": delivery.received_at,
        "ingested_at": delivery.received_at,
        "size_bytes": 9000,
    }


def _submission(delivery: Delivery, report: ExpectedReport, outcome: str) -> Row:
    return {
        "submission_id": short_hash(delivery.delivery_id, report.unit_code),
        "delivery_id": delivery.delivery_id,
        "file_sha256": delivery.delivery_id * 4,
        "file_name": f"{delivery.delivery_id}.xlsx",
        "sender_unit_code": delivery.sender,
        "unit_code": report.unit_code,
        "form_code": report.form_code,
        "form_version": report.form_version,
        "period_code": report.period_code,
        "regime": report.regime,
        "layout_code": "items_down",
        "sheet": "F",
        "outcome": outcome,
        "report_date": report.due_date,
        "received_at": delivery.received_at,
        "ingested_at": delivery.received_at,
    }


def _cells(
    submission: Row, report: ExpectedReport, registry: Registry, random: Random
) -> Iterator[Row]:
    form = registry.form(report.form_code, report.due_date)
    assert form is not None
    items = registry.items_for(form, report.unit_type, report.period_type)
    for number, item in enumerate(items):
        is_rate = registry.indicators[item.indicator_code].kind == "rate"
        roles = ["printed_rate" if is_rate else "value"]
        is_district = report.unit_type == "DISTRICT" and report.unit_code == report.sender_unit_code
        if is_district and not is_rate:
            roles.append("claimed_total")
        for role in roles:
            yield _cell(submission, item, role, number, random)


def _cell(submission: Row, item: FormItem, role: str, number: int, random: Random) -> Row:
    value = None if random.random() < 0.01 else Decimal(random.choice((0, 1, 2, 3, 5, 8, 13, 100)))
    status = "missing" if value is None else "zero" if value == 0 else "reported"
    shared = ("submission_id", "delivery_id", "unit_code", "form_code", "period_code", "sheet")
    return {
        **{name: submission[name] for name in shared},
        "indicator_code": item.indicator_code,
        "category_code": item.category_code,
        "role": role,
        "cell": f"{'F' if role == 'claimed_total' else 'E'}{number + 10}",
        "raw_text": "" if value is None else str(value),
        "value_status": status,
        "value": value,
    }


def _finding(delivery: Delivery, submission: Row, code: str, severity: str) -> Row:
    shared = ("submission_id", "unit_code", "form_code", "period_code", "file_name")
    return {
        **{name: submission[name] for name in shared},
        "finding_id": short_hash(submission["submission_id"], code),
        "delivery_id": delivery.delivery_id,
        "sender_unit_code": delivery.sender,
        "finding_code": code,
        "severity": severity,
        "message_vi": "Không đọc được.",
        "message_en": "Cannot be read.",
    }
