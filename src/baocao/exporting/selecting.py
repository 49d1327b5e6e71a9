"""Which rows of which published table, batch by batch."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from baocao.errors import UsageError
from baocao.reporting.reading import Published, open_published
from baocao.settings import Settings

ROWS_PER_BATCH = 50_000


@dataclass(frozen=True)
class Choice:
    """Which rows are wanted; None does not restrict."""

    unit: str | None = None
    form: str | None = None
    period: str | None = None

    def columns(self) -> dict[str, str]:
        """Return the wanted value by column."""
        wanted = {"unit_code": self.unit, "form_code": self.form, "period_code": self.period}
        return {column: value for column, value in wanted.items() if value is not None}


@dataclass(frozen=True)
class Selection:
    """Chosen rows of one published table.

    Attributes:
        version: the published version, or the instant as of which it is read.
        as_of: up to when that version knows the world, UTC.
        table: its name, without schema.
        published: the open version.
        columns: the table's columns, in order.
        choice: which rows.
    """

    version: str
    as_of: datetime
    table: str
    published: Published
    columns: tuple[str, ...]
    choice: Choice

    def batches(self, expressions: str = "*", joins: str = "") -> pa.RecordBatchReader:
        """Return the rows, in an order that is the same each time.

        Args:
            expressions: what to select; the table is called `t`.
            joins: other tables to join, written by this package.
        """
        wanted = self.choice.columns()
        where = " and ".join(f"t.{column} = ${column}" for column in wanted) or "true"
        order = ", ".join(f"t.{column}" for column in self.columns)
        sql = f"select {expressions} from {self.table} as t {joins} where {where} order by {order}"
        return self.published.connection.execute(sql, wanted).to_arrow_reader(ROWS_PER_BATCH)

    def rows(self, expressions: str = "*", joins: str = "") -> Iterator[dict[str, Any]]:
        """Yield the rows as dictionaries."""
        for batch in self.batches(expressions, joins):
            yield from batch.to_pylist()


@contextmanager
def open_selection(settings: Settings, table: str, choice: Choice) -> Iterator[Selection]:
    """Open a published table for reading.

    Raises:
        StateError: nothing is published yet.
        UsageError: no such table, or it has no column to choose by.
    """
    with open_published(settings) as published:
        published.connection.execute("set search_path = 'marts,reports'")
        columns = _columns(published, table)
        for column, value in choice.columns().items():
            if column not in columns:
                raise UsageError(
                    f"{table}: không có cột / has no column {column}, không chọn được / "
                    f"cannot be restricted to {value!r}"
                )
        yield Selection(published.version, published.as_of, table, published, columns, choice)


def _columns(published: Published, table: str) -> tuple[str, ...]:
    found = published.rows(
        "select table_name, column_name from information_schema.columns "
        "where table_schema in ('marts', 'reports') order by table_name, ordinal_position"
    )
    columns = tuple(row["column_name"] for row in found if row["table_name"] == table)
    if not columns:
        known = ", ".join(dict.fromkeys(row["table_name"] for row in found))
        raise UsageError(f"--table {table}: không có; có / no such table; there are: {known}")
    return columns
