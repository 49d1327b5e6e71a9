"""The catalogue of forms, items and indicators as tables that suites ask: `catalogue.<table>`.

They come from the seeds as Python reads them, not from dbt's copy: that the marts fit them is
something to check. A suite written for each form covers a new form or item as soon as the seeds
name it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import duckdb

from baocao.quality.suites import Suite
from baocao.registry import Registry

Rows = Iterable[tuple[Any, ...]]
ITEM = (
    "form_code varchar, form_version varchar, indicator_code varchar, category_code varchar, "
    "is_compulsory boolean, period_types varchar[], unit_types varchar[]"
)


def show_catalogue(connection: duckdb.DuckDBPyConnection, registry: Registry) -> None:
    """Make the tables of the catalogue in the memory of a connection.

    `forms`, `items` (by version, with the period types that ask them and the unit types that owe
    them), `indicators`, `categories`.
    """
    connection.execute("create schema memory.catalogue")
    for name, (columns, rows) in _tables(registry).items():
        connection.execute(f"create table memory.catalogue.{name} ({columns})")
        found = list(rows)
        if found:
            marks = ", ".join("?" * len(found[0]))
            connection.executemany(f"insert into memory.catalogue.{name} values ({marks})", found)


def for_each_form(found: Iterable[Suite], registry: Registry) -> Iterator[Suite]:
    """Yield suites, those that are written for each form once for every form of the catalogue."""
    # The last version of a form names it.
    forms = {form.form_code: form for form in registry.forms}
    for suite in found:
        if not suite.for_each:
            yield suite
            continue
        for code, form in sorted(forms.items()):
            yield replace(
                suite,
                name=f"{suite.name}_{code.lower().replace('-', '_')}",
                title_vi=f"{code}: {form.name_vi}. {suite.title_vi}",
                title_en=f"{code}: {form.name_en}. {suite.title_en}",
                source=suite.source.replace("{form_code}", code),
                for_each="",
            )


def _tables(registry: Registry) -> dict[str, tuple[str, Rows]]:
    return {
        "forms": (
            "form_code varchar, form_version varchar, items bigint",
            [(form.form_code, form.form_version, len(form.items)) for form in registry.forms],
        ),
        "items": (
            ITEM,
            _items(registry),
        ),
        "indicators": (
            "indicator_code varchar, kind varchar, decimals integer, unit_vi varchar",
            [
                (one.indicator_code, one.kind, one.decimals, one.unit_vi)
                for one in registry.indicators.values()
            ],
        ),
        "categories": (
            "code_list varchar, category_code varchar, valid_from date, valid_to date",
            [
                (one.code_list, one.category_code, one.valid_from, one.valid_to)
                for one in registry.categories
            ],
        ),
    }


def _items(registry: Registry) -> Iterator[tuple[Any, ...]]:
    for form in registry.forms:
        for item in form.items:
            owed_by = [kind for indicator, kind in form.scopes if indicator == item.indicator_code]
            yield (
                form.form_code,
                form.form_version,
                item.indicator_code,
                item.category_code,
                item.is_compulsory,
                list(item.period_types),
                sorted(owed_by),
            )
