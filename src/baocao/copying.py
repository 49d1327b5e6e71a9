"""Copying the schemas that readers may see out of the warehouse, into files of their own."""

from pathlib import Path
from typing import Any

import duckdb

from baocao.errors import StateError

SCHEMAS = ("marts", "reports")
# The oldest file format that holds what we write: drivers older than our own can open it.
STORAGE_VERSION = "v1.4.0"


def copy_tables(warehouse: Path, database: Path) -> list[dict[str, Any]]:
    """Copy every table and view of the published schemas into DuckDB and Parquet.

    Views become tables: readers get what was checked, not a query that may be slow or break.

    Args:
        warehouse: the file of the build.
        database: the DuckDB file to write; one Parquet file a table goes beside it.

    Returns:
        One record a table: schema, name, rows, columns, Parquet file.

    Raises:
        StateError: the warehouse is being written.
    """
    # dbt writes the catalog's name into views, and DuckDB names a catalog after its file.
    source = warehouse.stem
    with duckdb.connect() as connection:
        # A bar of progress would stand in the middle of what a command prints.
        connection.execute("set timezone = 'UTC'; set enable_progress_bar = false")
        try:
            connection.execute(f"attach '{_quoted(warehouse)}' as {source} (read_only)")
        except duckdb.IOException as error:
            raise StateError(
                "Kho đang được ghi, hãy đợi và chạy lại / "
                f"the warehouse is being written, wait and run again: {error}"
            ) from error
        target = _quoted(database)
        connection.execute(f"attach '{target}' as target (storage_version '{STORAGE_VERSION}')")
        for schema in SCHEMAS:
            connection.execute(f"create schema target.{schema}")
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_catalog = ? and list_contains(?, table_schema) order by all",
            [source, list(SCHEMAS)],
        ).fetchall()
        records = [
            _copy_table(connection, source, schema, name, database.parent)
            for schema, name in tables
        ]
        _copy_comments(connection, source)
        connection.execute("detach target")
    return records


def _copy_table(
    connection: duckdb.DuckDBPyConnection, source: str, schema: str, name: str, folder: Path
) -> dict[str, Any]:
    """Copy one table and say what it holds."""
    copy = f'target.{schema}."{name}"'
    connection.execute(f'create table {copy} as from {source}.{schema}."{name}"')
    file = f"{name}.parquet"
    parquet = _quoted(folder / file)
    connection.execute(f"copy {copy} to '{parquet}' (format parquet, compression zstd)")
    rows = connection.execute(f"select count(*) from {copy}").fetchall()[0][0]
    columns = connection.execute(f"select column_name, column_type from (describe {copy})")
    return {
        "schema": schema,
        "name": name,
        "rows": rows,
        "columns": [{"name": column, "type": kind} for column, kind in columns.fetchall()],
        "file": file,
    }


def _copy_comments(connection: duckdb.DuckDBPyConnection, source: str) -> None:
    """Carry the descriptions of tables and columns over: BI tools show them."""
    tables = connection.execute(
        "select schema_name, name, comment from ("
        "select database_name, schema_name, table_name as name, comment from duckdb_tables() "
        "union all "
        "select database_name, schema_name, view_name as name, comment from duckdb_views()) "
        "where database_name = ? and list_contains(?, schema_name) and comment is not null",
        [source, list(SCHEMAS)],
    ).fetchall()
    for schema, table, comment in tables:
        connection.execute(f"comment on table target.{schema}.\"{table}\" is '{_quoted(comment)}'")
    columns = connection.execute(
        "select schema_name, table_name, column_name, comment from duckdb_columns() "
        "where database_name = ? and list_contains(?, schema_name) and comment is not null",
        [source, list(SCHEMAS)],
    ).fetchall()
    for schema, table, column, comment in columns:
        connection.execute(
            f'comment on column target.{schema}."{table}"."{column}" is \'{_quoted(comment)}\''
        )


def _quoted(text: Path | str) -> str:
    """Return text for use between single quotes in SQL."""
    return str(text).replace("'", "''")
