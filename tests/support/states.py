"""A state with a small real warehouse, a record of its build and a green verdict."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from baocao.building import records
from baocao.building.records import Build
from baocao.files import sha256_of
from baocao.quality.verdict import CheckResult, StageResult, save_check
from baocao.settings import Settings

NOW = datetime(2026, 9, 30, 17, tzinfo=UTC)
BATCH = "b0000000000000001"


def settings_in(home: Path) -> Settings:
    """Return settings whose whole state lies under `home`."""
    return Settings.from_env({"BAOCAO_HOME": str(home), "BAOCAO_NOW": NOW.isoformat()})


def write_warehouse(settings: Settings, number: int, rows: int = 100) -> str:
    """Write a warehouse in which every table says which build it is of; return the build's id."""
    build_id = f"build{number:04d}"
    settings.warehouse.mkdir(parents=True, exist_ok=True)
    settings.warehouse_file.unlink(missing_ok=True)
    with duckdb.connect(settings.warehouse_file) as connection:
        connection.execute("create schema staging; create schema marts; create schema reports")
        connection.execute("create table staging.stg_private as select 1 as secret")
        for table in ("fct_a", "fct_b"):
            connection.execute(
                f"create table marts.{table} as select {number} as build_no, "
                f"range::decimal(18, 4) as value, 'Bắc Kạn' as name_vi from range({rows})"
            )
        connection.execute("comment on table marts.fct_a is 'Một dòng mỗi đơn vị''s report'")
        connection.execute("comment on column marts.fct_a.value is 'Trị số'")
        connection.execute(
            "create view reports.rpt_a as select build_no, sum(value) as total "
            "from warehouse.marts.fct_a group by build_no"
        )
        connection.execute("comment on view reports.rpt_a is 'Một dòng mỗi kho'")
        connection.execute("comment on column reports.rpt_a.total is 'Tổng số'")
    record_build(settings, build_id, [BATCH])
    return build_id


def record_build(
    settings: Settings, build_id: str, batches: list[str], refused: tuple[str, ...] = ()
) -> None:
    """Write the record that a build of these batches, without these rules, would leave."""
    build = Build(
        build_id=build_id,
        as_of=NOW.isoformat(),
        today="2026-10-01",
        batches=batches,
        config_hash="config",
        full=True,
        refused=list(refused),
    )
    records.save(settings, build)


def write_green_check(settings: Settings, build_id: str) -> None:
    """Write the verdict that a passing check of this warehouse would leave."""
    landing = StageResult("landing", NOW.isoformat(), [], "suites", batches=[BATCH])
    marts = StageResult(
        "marts",
        NOW.isoformat(),
        [],
        "suites",
        warehouse_sha256=sha256_of(settings.warehouse_file),
        build_id=build_id,
    )
    save_check(settings, CheckResult({"landing": landing, "marts": marts}))


def checked_build(settings: Settings, number: int) -> str:
    """Write a warehouse and its green verdict; return the build's id."""
    build_id = write_warehouse(settings, number)
    write_green_check(settings, build_id)
    return build_id
