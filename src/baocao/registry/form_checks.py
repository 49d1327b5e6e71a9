"""What forms and their addressees must be together: items apart, units and periods that exist."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from baocao.registry.calendars import SPECIAL_TYPES, periods_in_year
from baocao.registry.loading import Row, SeedReader
from baocao.registry.tables import TABLES
from baocao.registry.unit_checks import ADDRESSEES, Span, bearers, span_of

Rows = dict[str, list[Row]]
ALWAYS = (date.min, date.max)
ONE_DAY = timedelta(days=1)


def check_forms(reader: SeedReader, rows: Rows) -> None:
    """Note every fault in the numbers of items, and in who is addressed under which calendar."""
    _check_numbers(reader, rows)
    _check_types(reader, rows)
    _check_periods(reader, rows)
    _check_period_numbers(reader, rows)


def _check_numbers(reader: SeedReader, rows: Rows) -> None:
    """The number tells the place of an item on its form, so each stands there once."""
    found: dict[tuple[Any, ...], Row] = {}
    for row in rows["form_items"]:
        place = (row["form_code"], row["form_version"], row["item_no"])
        first = found.setdefault(place, row)
        if first is not row:
            message = f"số {row['item_no']} đã có ở dòng / already the number of row {first.line}"
            reader.fault(TABLES["form_items"], row.line, "item_no", message)


def _check_types(reader: SeedReader, rows: Rows) -> None:
    """A unit that is addressed by its code is of the type that the row names, at some time."""
    known = bearers(rows)
    for name in ADDRESSEES:
        for row in rows[name]:
            first, last = span_of(row) if "valid_from" in row.values else ALWAYS
            types = {
                unit["unit_type"]
                for unit in known.get(row["unit_code"], [])
                if unit["valid_from"] < last and first < span_of(unit)[1]
            }
            if types and row["unit_type"] not in types:
                message = (
                    f"{row['unit_code']} là / is {', '.join(sorted(types))}; không bao giờ là / "
                    f"never {row['unit_type']}"
                )
                reader.fault(TABLES[name], row.line, "unit_code", message)


def _check_periods(reader: SeedReader, rows: Rows) -> None:
    """While a form is owed under a calendar, that has some period of a type it is due for."""
    asked: dict[str, set[str]] = defaultdict(set)
    for row in rows["form_periods"]:
        asked[row["form_code"]].add(row["period_type"])
    for row in rows["form_addressees"]:
        types = asked[row["form_code"]]
        spans = _calendar_spans(rows, row["regime"], types)
        first, last = span_of(row)
        if types and not any(begin < last and first < end for begin, end in spans):
            message = (
                f"lịch {row['regime']} lúc này không có kỳ nào của biểu / no period of the form in "
                f"the calendar of {row['regime']} at that time: {', '.join(sorted(types))}"
            )
            reader.fault(TABLES["form_addressees"], row.line, "regime", message)


def _check_period_numbers(reader: SeedReader, rows: Rows) -> None:
    """A form is asked in periods that a year has: there is no fifth quarter."""
    listed: dict[str, set[int]] = defaultdict(set)
    for row in rows["special_periods"]:
        listed[row["period_type"]].add(row["period_no"])
    for row in rows["form_periods"]:
        kind, number = row["period_type"], row["period_no"]
        known = listed[kind] if kind in SPECIAL_TYPES else set(range(1, periods_in_year(kind) + 1))
        if number is not None and number not in known:
            message = (
                f"lịch không có kỳ {kind} số / the calendar has no period {kind} number {number}; "
                f"cần / expected {', '.join(map(str, sorted(known))) or 'trống / blank'}"
            )
            reader.fault(TABLES["form_periods"], row.line, "period_no", message)


def _calendar_spans(rows: Rows, regime: str, types: set[str]) -> Iterator[Span]:
    """Yield when periods of some types end in a calendar: while a row holds, or on one day."""
    for row in rows["calendars"]:
        if row["regime"] == regime and row["period_type"] in types:
            yield span_of(row)
    for row in rows["special_periods"]:
        if row["regime"] == regime and row["period_type"] in types:
            yield row["end_date"], row["end_date"] + ONE_DAY
