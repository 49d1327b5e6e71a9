"""Decisions about flags in a build: which periods they change, and the table that dbt reads."""

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa

from baocao.building.records import Build
from baocao.deciding.log import Decision
from baocao.settings import Settings, parse_instant

INSTANT = pa.timestamp("us", tz="UTC")
SCHEMA = pa.schema(
    [
        ("decision_no", pa.int32()),
        ("flag_id", pa.string()),
        ("action", pa.string()),
        ("decided_at", INSTANT),
        ("until_at", INSTANT),
        ("decided_by", pa.string()),
        ("reason", pa.string()),
    ]
)


def changed_periods(
    settings: Settings, decisions: Sequence[Decision], last: Build
) -> set[str | None]:
    """Return the periods of flags that were decided, or whose decision ran out, since a build.

    A decision that was taken at the very instant of the build may not be in it.
    """
    since = parse_instant(last.as_of, "build.json as_of")
    return {
        one.period_code
        for one in decisions
        if one.decision_no > last.decisions or one.changes(since, settings.now)
    }


def states(decisions: Sequence[Decision], now: datetime) -> list[str]:
    """Return what tells two builds apart that differ by decisions alone."""
    return [f"decision {one.decision_no} {one.is_over(now)}" for one in decisions]


def table(decisions: Sequence[Decision]) -> pa.Table:
    """Return the decisions as dbt reads them."""
    rows = [{name: getattr(one, name) for name in SCHEMA.names} for one in decisions]
    return pa.Table.from_pylist(rows, schema=SCHEMA)
