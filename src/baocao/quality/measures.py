"""What a build measures like, kept so that later builds can be compared with it.

`warehouse/measures/<as_of>_<build_id>.parquet` holds the measures of one build whose marts passed
their gate; the last few are the ones that drift is judged against. Grain: one row per measure of a
table, of the reports of a form and period, or of the figures of an item and period.
"""

from contextlib import suppress
from pathlib import Path

import duckdb

from baocao.building.records import Build
from baocao.files import atomic_path
from baocao.settings import Settings, parse_instant

# The middle of so many builds is what is usual: one that went wrong does not become it.
COMPARED = 5
KEPT = 20
FIELDS = (
    "measure varchar, table_name varchar, form_code varchar, period_code varchar, "
    "indicator_code varchar, category_code varchar, value double"
)
MEASURED = (
    """
    insert into builds.measures
    select 0, 'reports', null, form_code, period_code, null, null, count(*)
    from marts.fct_reporting_status
    where status in ('on_time', 'late')
    group by form_code, period_code
    """,
    """
    insert into builds.measures
    with figures as (
        select
            form_code,
            period_code,
            indicator_code,
            category_code,
            count(value)::double as reported,
            count(*) filter (where value_status = 'missing')
            / nullif(count(*) filter (where value_status <> 'not_applicable'), 0) as missing_share,
            avg(value)::double as mean
        from marts.fct_indicator_values
        where known_to is null
        group by all
    )

    select 0, measure, null, form_code, period_code, indicator_code, category_code, value
    from (unpivot figures on reported, missing_share, mean into name measure value value)
    """,
)


def show_measures(connection: duckdb.DuckDBPyConnection, settings: Settings, build: Build) -> None:
    """Make `builds.measures` of this build (build_no 0), of former ones (1 the last), and a clock.

    `builds.clock` has one row: `now` and `built_at`, instants, and `today`.

    Args:
        connection: one that sees the marts of the build.
        settings: where the measures of former builds are, and what time it is.
        build: the build that the marts are of.
    """
    connection.execute(
        "create schema memory.builds; "
        f"create table memory.builds.measures (build_no integer, {FIELDS}); "
        "create table memory.builds.clock (now timestamptz, built_at timestamptz, today date)"
    )
    built_at = parse_instant(build.as_of, "build.json as_of")
    connection.execute(
        "insert into builds.clock values (?, ?, ?)", [settings.now, built_at, settings.today]
    )
    for (table,) in connection.execute(
        "select table_name from information_schema.tables where table_schema = 'marts'"
    ).fetchall():
        connection.execute(
            "insert into builds.measures (build_no, measure, table_name, value) "
            f"select 0, 'rows', ?, count(*) from marts.\"{table}\"",
            [table],
        )
    for statement in MEASURED:
        # What a table that is not there, or not as agreed, means is for its own suite to say.
        with suppress(duckdb.Error):
            connection.execute(statement)
    for build_no, path in enumerate(_former(settings, build)[:COMPARED], 1):
        connection.execute(
            "insert into builds.measures select ?, * from read_parquet(?)", [build_no, str(path)]
        )


def keep_measures(connection: duckdb.DuckDBPyConnection, settings: Settings, build: Build) -> None:
    """Keep the measures of a build that passed its gate, in place of the oldest ones."""
    path = _place(settings, build)
    with atomic_path(path) as temporary:
        connection.execute(
            "copy (select * exclude (build_no) from builds.measures where build_no = 0 "
            f"order by all) to '{str(temporary).replace(chr(39), chr(39) * 2)}' (format parquet)"
        )
    for old in _former(settings, build)[KEPT - 1 :]:
        old.unlink(missing_ok=True)


def _place(settings: Settings, build: Build) -> Path:
    moment = parse_instant(build.as_of, "build.json as_of").strftime("%Y%m%dT%H%M%SZ")
    return settings.warehouse / "measures" / f"{moment}_{build.build_id}.parquet"


def _former(settings: Settings, build: Build) -> list[Path]:
    """Return the kept measures of other builds up to the moment of this one, the last first."""
    own = _place(settings, build)
    kept = sorted(own.parent.glob("*_*.parquet"), reverse=True)
    moment = own.stem.partition("_")[0]
    return [one for one in kept if one != own and one.stem.partition("_")[0] <= moment]
