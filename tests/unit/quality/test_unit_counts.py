"""The suite about units: it is green on the seeds and sees a unit that is lost."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from baocao.quality import suites
from baocao.registry import Registry


@pytest.fixture
def marts(registry: Registry) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a database with what the suite reads of units."""
    units = [
        {
            "unit_key": f"{unit.unit_code}:{unit.valid_to}",
            "scheme": unit.scheme,
            "unit_type": unit.unit_type,
            "designation_vi": unit.designation_vi,
            "level": unit.level,
            "valid_from": unit.valid_from,
            "valid_to": unit.valid_to,
        }
        for unit in registry.units
    ]
    ended = [
        {"from_unit_key": f"{row.from_unit_code}:{row.effective_date}"}
        for row in registry.successions
    ]
    types = [{"unit_type": name} for name in {unit.unit_type for unit in registry.units}]
    tables = {"dim_units": units, "dim_unit_successions": ended, "dim_unit_types": types}
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        for name, rows in tables.items():
            connection.register("rows", pa.Table.from_pylist(rows))
            connection.execute(f"create table marts.{name} as select * from rows")
            connection.unregister("rows")
        yield connection


def _broken(connection: duckdb.DuckDBPyConnection, root: Path) -> list[int]:
    suite = next(one for one in suites.load(root / "expectations") if one.name == "marts_units")
    return [broken for _, broken in connection.execute(suite.source).fetchall()]


def test_units_are_counted_and_kept_track_of(marts: duckdb.DuckDBPyConnection, root: Path) -> None:
    """One ward too few on two days, one type that nobody named, one commune without successor."""
    assert _broken(marts, root) == [0, 0, 0]
    marts.execute("delete from marts.dim_units where unit_key = '00004:None'")
    assert _broken(marts, root) == [2, 0, 0]
    marts.execute("update marts.dim_units set unit_type = 'X' where unit_key = '00001:2025-07-01'")
    marts.execute("delete from marts.dim_unit_successions where from_unit_key = '00016:2025-07-01'")
    assert _broken(marts, root) == [2, 1, 1]
