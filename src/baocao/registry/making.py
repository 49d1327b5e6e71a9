"""Typed objects from the rows of seed files."""

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, TypeVar

from baocao.registry.calendars import expand, in_order
from baocao.registry.loading import Row
from baocao.registry.model import (
    CalendarRule,
    Definition,
    Form,
    FormItem,
    FormSheet,
    Indicator,
    Period,
)

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")


def make(kind: Callable[..., T], row: Row) -> T:
    """Return an object from the columns of a row that it has fields for."""
    values = row.values
    return kind(**{name: values[name] for name in _fields(kind) if name in values})


@cache
def _fields(kind: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))  # pyright: ignore[reportArgumentType]


def calendar_of(rows: dict[str, list[Row]]) -> list[Period]:
    """Return all periods: those that the rules make and those written down, whose window is known.

    In time order; of two that are alike the one of the regime that stands first.
    """
    holidays = {row["holiday_date"] for row in rows["holidays"]}
    years = [row["reporting_year"] for row in rows["reporting_years"]]
    rules = [make(CalendarRule, row) for row in rows["calendars"]]
    special = [
        make(Period, Row(row.line, {**row.values, "is_window_known": True}))
        for row in rows["special_periods"]
    ]
    return in_order(rows["regimes"], expand(rules, years, holidays, special))


def group(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """Return the values of each key, in order."""
    groups: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return dict(groups)


def indicators_of(rows: dict[str, list[Row]]) -> dict[str, Indicator]:
    """Return the indicators by code, each with its definitions."""
    definitions = group(
        (row["indicator_code"], make(Definition, row)) for row in rows["indicator_definitions"]
    )
    names = {row["indicator_group"]: row["name_vi"] for row in rows["indicator_groups"]}
    return {
        row["indicator_code"]: dataclasses.replace(
            make(Indicator, row),
            group_vi=names[row["indicator_group"]],
            definitions=tuple(definitions.get(row["indicator_code"], ())),
        )
        for row in rows["indicators"]
    }


def forms_of(rows: dict[str, list[Row]]) -> Iterator[Form]:
    """Yield every version of every form, put together from the rows of its tables."""
    for row in rows["forms"]:
        key = (row["form_code"], row["form_version"])

        def of_version(table: str, key: tuple[str, str] = key) -> list[Row]:
            return [r for r in rows[table] if (r["form_code"], r["form_version"]) == key]

        yield Form(
            form_code=row["form_code"],
            form_version=row["form_version"],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            name_vi=row["name_vi"],
            name_en=row["name_en"],
            items=tuple(make(FormItem, r) for r in of_version("form_items")),
            sheets={r["layout_code"]: make(FormSheet, r) for r in of_version("form_sheets")},
            periods=tuple(
                (r["period_type"], r["period_no"])
                for r in rows["form_periods"]
                if r["form_code"] == row["form_code"]
            ),
            scopes=frozenset(
                (r["indicator_code"], r["unit_type"]) for r in of_version("form_scopes")
            ),
        )
