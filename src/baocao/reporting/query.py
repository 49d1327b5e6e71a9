"""Read-only SQL on the current published version, for people and scripts."""

from dataclasses import dataclass
from typing import Any

import duckdb

from baocao.errors import UsageError
from baocao.reporting.reading import open_published
from baocao.settings import Settings

# What may be asked: statements that only read. DuckDB itself refuses the rest as well, because the
# file is opened read-only, without access to other files, and with its settings locked.
READING = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)


@dataclass(frozen=True)
class QueryResult:
    """The answer to a query.

    Attributes:
        version: the published version it was put to.
        columns: the names of the columns, as the query gives them.
        rows: the values, at most as many as were asked for.
        truncated: whether there were more rows than were asked for.
    """

    version: str
    columns: list[str]
    rows: list[tuple[Any, ...]]
    truncated: bool


def run_query(settings: Settings, sql: str, limit: int | None = None) -> QueryResult:
    """Run one reading statement; tables of `marts` and `reports` need no schema in front.

    Args:
        settings: where the published version is.
        sql: one SELECT (or WITH, FROM, VALUES, DESCRIBE, EXPLAIN) statement.
        limit: the most rows to return; all when None.

    Raises:
        StateError: nothing is published yet.
        UsageError: the text is not one reading statement, or it fails.
    """
    with open_published(settings) as published:
        connection = published.connection
        connection.execute("set search_path = 'marts,reports'")
        # A name in the query must not reach the variables of the program that asks.
        connection.execute("set python_enable_replacements = false")
        connection.execute("set lock_configuration = true")
        try:
            cursor = connection.execute(_only_reading(connection, sql))
            columns = [column[0] for column in cursor.description or []]
            rows = cursor.fetchall() if limit is None else cursor.fetchmany(limit + 1)
        except duckdb.Error as error:
            raise UsageError(f"SQL: {error}") from error
    truncated = limit is not None and len(rows) > limit
    return QueryResult(published.version, columns, rows[:limit], truncated)


def _only_reading(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """Return the one statement of the text.

    Raises:
        UsageError: there is none, more than one, or one that does more than read.
    """
    statements = connection.extract_statements(sql)
    if len(statements) != 1 or statements[0].type not in READING:
        raise UsageError(
            "Chỉ nhận một câu lệnh đọc (SELECT) / exactly one reading statement (SELECT) is taken"
        )
    return statements[0]
