"""Freezing a period from the current published version, and re-opening it."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from baocao import __version__
from baocao.chained_log import READ_ONLY
from baocao.editions import delta_files
from baocao.editions.delta import compare
from baocao.editions.store import (
    FROZEN,
    MANIFEST,
    REOPENED,
    Edition,
    PeriodEditions,
    append_log,
    edition_folder,
    frozen_entry,
    load_editions,
    only_writer,
)
from baocao.errors import EditionRefused, UsageError
from baocao.files import atomic_directory, sha256_of, write_atomic
from baocao.publishing import READERS_NAME, current_version, read_manifest
from baocao.registry.offices import require_office, require_reason
from baocao.settings import Settings, parse_instant, vietnam_day

PARTS = "part_indicator_values"
CREATED, CLOSED_AGAIN, UNCHANGED = "created", "closed_again", "unchanged"
TABLES = """
select table_schema, table_name, bool_or(column_name = 'period_code') as has_period
from information_schema.columns
where table_catalog = 'published' and table_schema in ('marts', 'reports')
group by all
order by all
"""

# Figures of other periods that totals of this one are made of.
PART_FIGURES = """
select figures.*
from published.marts.fct_indicator_values as figures
where figures.is_current and figures.period_code <> ? and exists (
    select 1
    from published.marts.fct_figure_sources as sources
    inner join published.marts.dim_figure_scopes as scopes
        on scopes.scope_code = sources.scope_code
    where sources.period_code = ?
        and sources.unit_code = figures.unit_code
        and sources.form_code = figures.form_code
        and sources.part_period_code = figures.period_code
        and scopes.indicator_code = figures.indicator_code
        and scopes.category_code = figures.category_code
)
order by all
"""


@dataclass(frozen=True)
class Frozen:
    """What a call of `freeze` did.

    Attributes:
        edition: the edition that stands now.
        outcome: `created`; `closed_again`: re-opened, but nothing was published since, so that the
            last edition stands again; `unchanged`: this build is frozen already.
    """

    edition: Edition
    outcome: str


def freeze(settings: Settings, period: str, by: str, why: str = "") -> Frozen:
    """Freeze a period's figures of the current published version as its next edition.

    Safe to kill at any point and to call again.

    Args:
        settings: where published versions and editions are, and what time it is.
        period: the period's code.
        by: the office that decides it; no person.
        why: may be empty.

    Raises:
        StateError: nothing is published yet, or an edition cannot be read.
        UsageError: no such period, or `by` is no office.
        EditionRefused: the period has not ended, or is frozen and was not re-opened.
    """
    published = read_manifest(settings, current_version(settings))
    with _published(settings, published["version"]) as connection:
        _require_office(connection, by, why)
        _require_ended(connection, period, published)
        with only_writer(settings, period) as before:
            newest = before.newest
            if newest and newest.manifest["build_id"] == published["build_id"]:
                return Frozen(newest, _close_again(settings, before, newest, by, why))
            if newest and before.is_frozen:
                raise EditionRefused(_still_frozen(newest))
            edition = _write(settings, connection, published, newest, period, by, why)
            append_log(settings, period, frozen_entry(edition))
            return Frozen(edition, CREATED)


def reopen(settings: Settings, period: str, by: str, why: str) -> Edition:
    """Re-open a frozen period, so that its next edition may be made; return the one that stands.

    Raises:
        StateError: nothing is published yet, or an edition cannot be read.
        UsageError: no reason is given, or `by` is no office.
        EditionRefused: the period is not frozen.
    """
    if not why.strip():
        raise UsageError("--why: phải nêu lý do mở lại / re-opening needs a reason")
    with _published(settings, current_version(settings)) as connection:
        _require_office(connection, by, why)
    with only_writer(settings, period) as before:
        newest = before.newest
        if newest is None or not before.is_frozen:
            state = "đang mở / is open" if newest else "chưa chốt lần nào / was never frozen"
            raise EditionRefused(f"{period}: {state}; không có gì để mở lại / nothing to re-open")
        append_log(settings, period, _entry(settings, REOPENED, newest, by, why))
        return newest


def _published(settings: Settings, version: str) -> duckdb.DuckDBPyConnection:
    """Open a published version under the name `published`, read-only, beside an empty database."""
    file = str(settings.published / version / READERS_NAME).replace("'", "''")
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    connection.execute(f"attach '{file}' as published (read_only)")
    return connection


def _require_office(connection: duckdb.DuckDBPyConnection, by: str, why: str) -> None:
    rows = connection.execute("select distinct unit_code from published.marts.dim_units").fetchall()
    require_office(by, {code for (code,) in rows})
    require_reason(why, is_needed=False)


def _require_ended(
    connection: duckdb.DuckDBPyConnection, period: str, published: dict[str, Any]
) -> None:
    """Check that the published version knows the period and saw it end."""
    found = connection.execute(
        "select max(end_date) from published.marts.dim_periods where period_code = ?", [period]
    ).fetchall()
    end = found[0][0]
    if end is None:
        raise UsageError(f"{period}: không có kỳ này / there is no such period")
    day = vietnam_day(parse_instant(published["as_of"], "manifest as_of"))
    if end >= day:
        raise EditionRefused(
            f"{period}: kỳ chưa kết thúc trong bản công bố {published['version']} / the period has "
            f"not ended in that published version: {end:%d/%m/%Y}, {day:%d/%m/%Y}"
        )


def _close_again(
    settings: Settings, before: PeriodEditions, newest: Edition, by: str, why: str
) -> str:
    if before.is_frozen:
        return UNCHANGED
    append_log(settings, before.period, _entry(settings, FROZEN, newest, by, why))
    return CLOSED_AGAIN


def _entry(settings: Settings, action: str, edition: Edition, by: str, why: str) -> dict[str, Any]:
    return {
        **frozen_entry(edition),
        "action": action,
        "at": settings.now.isoformat(),
        "by": by,
        "why": why,
    }


def _still_frozen(newest: Edition) -> str:
    manifest = newest.manifest
    return (
        f"{newest.period}: đã chốt lần {newest.number} ({manifest['frozen_at']}, {manifest['by']});"
        f" mở lại trước / frozen as edition {newest.number}; re-open it first: "
        f"baocao edition reopen --period {newest.period} --by … --why …"
    )


def _write(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    published: dict[str, Any],
    previous: Edition | None,
    period: str,
    by: str,
    why: str,
) -> Edition:
    """Write a whole edition beside the others and rename it to its number."""
    number = previous.number + 1 if previous else 1
    with atomic_directory(edition_folder(settings, period, number)) as folder:
        manifest = {
            "edition": number,
            "period_code": period,
            "version": published["version"],
            "build_id": published["build_id"],
            "config_hash": published.get("config_hash"),
            "as_of": published["as_of"],
            "frozen_at": settings.now.isoformat(),
            "by": by,
            "why": why,
            "previous": previous.number if previous else None,
            "baocao_version": __version__,
            "tables": _copy_rows(connection, folder, period),
        }
        made = Edition(period, number, folder, manifest)
        if previous:
            rows = compare(previous, made)
            delta_files.write_csv(folder / "delta.csv", rows)
            delta_files.write_xlsx(folder / "delta.xlsx", rows, previous, made)
            files = [_record(folder / name) for name in ("delta.csv", "delta.xlsx")]
            counts = delta_files.count_reasons(rows)
            manifest["delta"] = {"rows": len(rows), "reasons": counts, "files": files}
        text = json.dumps(manifest, ensure_ascii=False, indent=2)
        write_atomic(folder / MANIFEST, text + "\n", READ_ONLY)
    return load_editions(settings, period).edition(number)


def _copy_rows(
    connection: duckdb.DuckDBPyConnection, folder: Path, period: str
) -> list[dict[str, Any]]:
    """Copy the period's rows of every published table; what has no period is copied whole.

    Rows are ordered, so that the same rows have the same hash.
    """
    records = []
    for schema, name, has_period in connection.execute(TABLES).fetchall():
        where = "where period_code = ?" if has_period else ""
        rows = f'select * from published.{schema}."{name}" {where} order by all'
        given = [period] if has_period else []
        records.append({"schema": schema, "name": name})
        records[-1] |= _copy(connection, folder / f"{name}.parquet", rows, given)
    parts = _copy(connection, folder / f"{PARTS}.parquet", PART_FIGURES, [period, period])
    return [*records, {"schema": "marts", "name": PARTS, **parts}]


def _copy(
    connection: duckdb.DuckDBPyConnection, path: Path, rows: str, given: list[str]
) -> dict[str, Any]:
    target = str(path).replace("'", "''")
    connection.execute(f"copy ({rows}) to '{target}' (format parquet, compression zstd)", given)
    ((count,),) = connection.execute("select count(*) from read_parquet(?)", [str(path)]).fetchall()
    return {"rows": count, **_record(path)}


def _record(path: Path) -> dict[str, Any]:
    """Make a file of an edition durable and read-only, and say what it is."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    path.chmod(READ_ONLY)
    return {"file": path.name, "bytes": path.stat().st_size, "sha256": sha256_of(path)}
