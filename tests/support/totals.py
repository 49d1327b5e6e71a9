"""Totals counted report by report in plain Python, to hold the warehouse's against."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pyarrow.parquet as pq

from baocao.landing import batch_ids, batches_folder
from baocao.registry import ExpectedReport, Registry
from baocao.settings import Settings

# unit, indicator, category, period
Key = tuple[str, str, str, str]
Total = tuple[Decimal | None, int]


def count_totals(settings: Settings, registry: Registry) -> dict[Key, Total]:
    """Return value and number of units that reported, by unit, indicator, category and period.

    Only what somebody reported. Right as long as one form asks for all parts of a rate, and each
    unit that owes the form owes all of them, as in the province's own seeds.
    """
    sums: dict[Key, Decimal] = defaultdict(Decimal)
    units: dict[Key, int] = defaultdict(int)
    for report, cells in _standing_reports(settings, registry):
        figures = dict(_figures(report, cells, registry))
        end = _end(report, registry)
        for unit in _upwards(report.unit_code, end, registry):
            for (indicator, category), value in figures.items():
                sums[unit, indicator, category, report.period_code] += value
                units[unit, indicator, category, report.period_code] += 1
    return {
        key: (_value(key, sums, registry), count) for key, count in units.items() if _shown(key)
    }


def _standing_reports(
    settings: Settings, registry: Registry
) -> Iterator[tuple[ExpectedReport, list[dict[str, Any]]]]:
    """Yield each expected report of which an accepted version stands, with its cells."""
    accepted: dict[tuple[str, str, str], tuple[Any, str]] = {}
    cells: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for batch in batch_ids(settings):
        folder = batches_folder(settings) / batch
        for row in pq.read_table(folder / "submissions.parquet").to_pylist():
            if row["outcome"].startswith("accepted"):
                key = (row["unit_code"], row["form_code"], row["period_code"])
                this = (row["received_at"], row["submission_id"])
                accepted[key] = max(this, accepted.get(key, this))
        for row in pq.read_table(folder / "cells.parquet").to_pylist():
            if row["role"] == "value":
                cells[row["submission_id"]].append(row)
    for report in registry.expected_reports():
        standing = accepted.get((report.unit_code, report.form_code, report.period_code))
        if standing:
            yield report, cells[standing[1]]


def _figures(
    report: ExpectedReport, cells: list[dict[str, Any]], registry: Registry
) -> Iterator[tuple[tuple[str, str], Decimal]]:
    """Yield the figures of a report by indicator and category; parts of rates as `rate/role`."""
    known = {
        (cell["indicator_code"], cell["category_code"]): cell["value"]
        for cell in cells
        if cell["value"] is not None
    }
    yield from known.items()
    parts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for component in registry.components:
        parts[component["indicator_code"]].append(component)
    for category in {category for _, category in known}:
        for rate, components in parts.items():
            values = [known.get((part["component_code"], category)) for part in components]
            if None not in values:
                for role in ("numerator", "denominator"):
                    total = sum(
                        part["coefficient"] * value
                        for part, value in zip(components, values, strict=True)
                        if part["role"] == role
                    )
                    yield (f"{rate}/{role}", category), Decimal(total)
                yield (rate, category), Decimal(0)


def _end(report: ExpectedReport, registry: Registry) -> date:
    period = registry.period(report.period_code, report.regime)
    assert period is not None
    return period.end_date


def _upwards(unit: str, day: date, registry: Registry) -> Iterator[str]:
    code: str | None = unit
    while code is not None:
        yield code
        code = registry.parent(code, day)


def _shown(key: Key) -> bool:
    return "/" not in key[1]


def _value(key: Key, sums: dict[Key, Decimal], registry: Registry) -> Decimal | None:
    unit, indicator, category, period = key
    if _shown(key) and registry.indicators[indicator].kind == "rate":
        numerator = sums[unit, f"{indicator}/numerator", category, period]
        denominator = sums[unit, f"{indicator}/denominator", category, period]
        if denominator <= 0:
            return None
        places = Decimal(1).scaleb(-registry.indicators[indicator].decimals)
        return (100 * numerator / denominator).quantize(places, ROUND_HALF_UP)
    return sums[key]
