"""What is checked, as pandas frames: landed Parquet and the warehouse, read by one connection.

Beside them stand the catalogue of the seeds and what this build and former ones measure like.

Great Expectations compares with pandas' own operators, which stumble over decimals and nullable
integers; so numbers arrive as floats (whole numbers below 2^53 stay exact), dates as timestamps,
and instants as timestamps in UTC without a zone. Exact conservation is therefore asked in SQL, by
suites that have a query.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

from baocao.building.records import Build
from baocao.errors import StateError
from baocao.landing import EMPTY_BATCH, SCHEMAS, batches_folder, ensure_empty_batch, folders
from baocao.quality.catalogue import show_catalogue
from baocao.quality.measures import keep_measures, show_measures
from baocao.quality.suites import Suite
from baocao.registry import Registry
from baocao.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

NUMBERS = ("DECIMAL", "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "HUGEINT", "UBIGINT", "UINTEGER")
SYSTEM_SCHEMAS = ("information_schema", "pg_catalog")
TEXTS = ("VARCHAR", "UUID", "ENUM")


class Frames:
    """Landed tables as `landing.<table>` and the schemas of the warehouse, side by side."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, unreadable: dict[str, str]) -> None:
        """Keep the connection.

        Args:
            connection: one in which the tables can be found by schema and name.
            unreadable: why a landed table cannot be read, by `schema.table`.
        """
        self._connection = connection
        self._unreadable = unreadable

    def keep_measures(self, settings: Settings, build: Build) -> None:
        """Keep what the build measures like, for later builds to be compared with."""
        keep_measures(self._connection, settings, build)

    def of(self, suite: Suite) -> "pd.DataFrame":
        """Return the columns that a suite looks at; a promised column that is absent stays absent.

        Raises:
            duckdb.Error: the table is not there, the query is wrong, or a file cannot be read.
        """
        if suite.source in self._unreadable:
            raise duckdb.IOException(self._unreadable[suite.source])
        source = f"({suite.source})" if suite.is_query else suite.source
        columns = f"select column_name, column_type from (describe from {source})"
        present = dict(self._connection.execute(columns).fetchall())
        wanted = [name for name in suite.needed_columns if name in present]
        selected = ", ".join(_comparable(name, present[name]) for name in wanted) or "1 as nothing"
        return self._connection.execute(f"select {selected} from {source}").df()


@contextmanager
def open_frames(
    settings: Settings, registry: Registry, batches: list[str], build: Build | None = None
) -> Iterator[Frames]:
    """Yield the landed tables of some batches, the catalogue and, of a build, the warehouse.

    Args:
        settings: where everything is.
        registry: the catalogue.
        batches: the landed batches to look at.
        build: the build that the warehouse holds; None to leave it alone.

    Raises:
        StateError: the warehouse is being written.
    """
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'; create schema memory.landing")
        unreadable = _show_landing(connection, settings, batches)
        show_catalogue(connection, registry)
        schemas = _attach_warehouse(connection, settings) if build else []
        search_path = ",".join(["memory.landing", *schemas])
        connection.execute(f"set search_path = '{search_path}'")
        if build:
            show_measures(connection, settings, build)
        yield Frames(connection, unreadable)


def _comparable(name: str, kind: str) -> str:
    if kind.startswith(NUMBERS):
        return f'"{name}"::double as "{name}"'
    if kind == "DATE":
        return f'"{name}"::timestamp as "{name}"'
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f'timezone(\'UTC\', "{name}") as "{name}"'
    if kind.startswith((*TEXTS, "DOUBLE", "FLOAT", "TIMESTAMP")) and not kind.endswith("]"):
        return f'"{name}"'
    return f'"{name}"::varchar as "{name}"'


def _show_landing(
    connection: duckdb.DuckDBPyConnection, settings: Settings, batches: list[str]
) -> dict[str, str]:
    """Make a view of each landed table; return why one could not be made."""
    ensure_empty_batch(settings)
    unreadable = {}
    known = folders(settings)
    for table in SCHEMAS:
        # A batch that is gone makes its table unreadable, and the gate says so.
        places = dict.fromkeys(
            known.get(batch, batches_folder(settings) / batch) for batch in batches
        )
        files = [place / f"{table}.parquet" for place in places]
        paths = files or [batches_folder(settings) / EMPTY_BATCH / f"{table}.parquet"]
        listing = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
        try:
            connection.execute(
                f"create view memory.landing.{table} as from read_parquet([{listing}])"
            )
        except duckdb.Error as error:
            unreadable[f"landing.{table}"] = str(error)
    return unreadable


def _attach_warehouse(connection: duckdb.DuckDBPyConnection, settings: Settings) -> list[str]:
    """Attach the warehouse under its own name and return its schemas."""
    # dbt writes the catalog's name into views, and DuckDB names a catalog after its file.
    catalog = settings.warehouse_file.stem
    path = str(settings.warehouse_file).replace("'", "''")
    try:
        connection.execute(f"attach '{path}' as {catalog} (read_only)")
    except duckdb.IOException as error:
        raise StateError(
            "Kho đang được ghi, hãy đợi và chạy lại / "
            f"the warehouse is being written, wait and run again: {error}"
        ) from error
    schemas = connection.execute(
        "select schema_name from information_schema.schemata where catalog_name = ?", [catalog]
    ).fetchall()
    return [f"{catalog}.{schema}" for (schema,) in schemas if schema not in SYSTEM_SCHEMAS]
