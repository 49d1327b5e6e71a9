"""Reading a published version: rows as dictionaries, and which edition they come from."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from baocao.as_of.instants import label
from baocao.as_of.replaying import open_replay
from baocao.errors import UsageError
from baocao.publishing import connect_published, current_version, read_manifest
from baocao.settings import Settings, parse_instant

Row = dict[str, Any]


@dataclass(frozen=True)
class Published:
    """One published version, open for reading.

    Attributes:
        version: its name, e.g. `v000012`, or `as of` and an instant.
        as_of: the instant up to which it knows the world, UTC.
        connection: read-only; sees nothing but this version.
        refused_rules: the faults of the rules that it was judged without, each with its place.
    """

    version: str
    as_of: datetime
    connection: duckdb.DuckDBPyConnection
    refused_rules: tuple[str, ...] = ()

    def rows(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Run a query with named parameters and return its rows as dictionaries."""
        cursor = self.connection.execute(sql, dict(parameters or {}))
        columns = [column[0] for column in cursor.description or []]
        return [dict(zip(columns, values, strict=True)) for values in cursor.fetchall()]


@contextmanager
def open_published(settings: Settings) -> Iterator[Published]:
    """Open the current published version; all reads in the block see that one version.

    With `settings.as_of` it is what was known at that instant, which is built where missing.

    Raises:
        StateError: nothing is published yet.
        UsageError: the instant is in the future, or before anything had been received.
    """
    if settings.as_of is not None:
        with open_replay(settings, settings.as_of) as replayed:
            yield Published(label(settings.as_of), settings.as_of, replayed)
        return
    version = current_version(settings)
    manifest = read_manifest(settings, version)
    connection = connect_published(settings, version)
    as_of = parse_instant(manifest["as_of"], "manifest as_of")
    try:
        yield Published(version, as_of, connection, tuple(manifest.get("refused_rules", ())))
    finally:
        connection.close()


def require_known(published: Published, table: str, column: str, value: str | None) -> None:
    """Check that a code asked for exists, so that a slip of the pen is not an empty answer.

    Args:
        published: the version to look in.
        table: schema and name of the table that lists the codes.
        column: the column that holds them.
        value: the code; None means that nothing was asked for.

    Raises:
        UsageError: the code is not there; names similar ones.
    """
    if value is None:
        return
    similar = published.rows(
        f"select distinct {column} as code from {table} "
        f"order by {column} <> $value, jaro_winkler_similarity({column}, $value) desc, code "
        "limit 5",
        {"value": value},
    )
    if not similar or similar[0]["code"] != value:
        near = ", ".join(row["code"] for row in similar)
        raise UsageError(
            f"{column}: không có mã {value!r}; gần nhất / no code {value!r}; nearest: {near}"
        )


def units_on(day: str) -> str:
    """Return the condition that a row of `marts.dim_units as units` holds on a day, a column."""
    return f"units.valid_from <= {day} and (units.valid_to is null or units.valid_to > {day})"


def is_sample(published: Published) -> bool:
    """Return whether any unit is made up: then so are the figures of all, real names or not."""
    rows = published.rows(
        "select coalesce(bool_or(is_synthetic), false) as made_up from marts.dim_units"
    )
    return rows[0]["made_up"]


def period_windows(published: Published, period: str) -> list[Row]:
    """Return the different windows and due dates of a period, with the regimes of each.

    `is_province_day` tells the due date of what the province itself owes from that of units.
    """
    return published.rows(
        "select grid.start_date, grid.end_date, grid.due_date, "
        "grid.due_date <> periods.due_date as is_province_day, "
        "list(distinct grid.regime order by grid.regime) as regimes "
        "from reports.rpt_reporting_grid as grid inner join marts.dim_periods as periods "
        "on periods.regime = grid.regime and periods.period_code = grid.period_code "
        "where grid.period_code = $period "
        "group by all order by grid.due_date, grid.start_date",
        {"period": period},
    )
