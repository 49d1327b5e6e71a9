"""Compares two warehouses row by row, and one with its past period by period."""

from pathlib import Path

import duckdb

from baocao.settings import Settings

PUBLISHED = ("marts", "reports")


def published_tables(connection: duckdb.DuckDBPyConnection, catalog: str) -> list[str]:
    """Return the tables that get published, as `schema.table`."""
    found = connection.execute(
        "select table_schema || '.' || table_name from information_schema.tables"
        " where table_catalog = ? and table_schema in (?, ?) order by 1",
        [catalog, *PUBLISHED],
    )
    return [name for (name,) in found.fetchall()]


def differences(left: Path, right: Path) -> dict[str, list[tuple]]:
    """Return, by table, up to three rows that stand in one warehouse only (or oftener)."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        tables = copied(connection, left, "left_side")
        assert tables == copied(connection, right, "right_side")
        assert tables
        found = {}
        for table in tables:
            one, other = f'left_side."{table}"', f'right_side."{table}"'
            rows = connection.execute(
                f"(select 'left', * from (from {one} except all from {other}) limit 3) union all "
                f"(select 'right', * from (from {other} except all from {one}) limit 3)"
            ).fetchall()
            if rows:
                found[table] = rows
        return found


def copied(connection: duckdb.DuckDBPyConnection, warehouse: Path, schema: str) -> list[str]:
    """Copy what gets published into a schema of this database, as tables; return their names.

    A view bears the name of the catalog that it was made in, which is that of the file.
    """
    connection.execute(f"create schema {schema}; attach '{warehouse}' (read_only)")
    tables = published_tables(connection, warehouse.stem)
    for table in tables:
        source = f"{warehouse.stem}.{table}"
        connection.execute(f'create table {schema}."{table}" as from {source}')
    connection.execute(f"detach {warehouse.stem}")
    return tables


def period_hashes(settings: Settings) -> dict[tuple[str, str], tuple[int, int]]:
    """Return the number of rows and a hash of them, by table and period code."""
    with duckdb.connect(settings.warehouse_file, read_only=True) as connection:
        hashes = {}
        for table in published_tables(connection, settings.warehouse_file.stem):
            columns = {row[0] for row in connection.execute(f"describe {table}").fetchall()}
            if "period_code" in columns:
                rows = connection.execute(
                    f"select period_code, count(*), bit_xor(hash(t)) from {table} as t group by 1"
                ).fetchall()
                hashes |= {(table, period): (count, mark) for period, count, mark in rows}
        return hashes
