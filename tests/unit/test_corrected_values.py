"""The intervals of corrected figures, as the models make them, against one instant after another.

The models run on random histories of one figure; what they say is known at an instant is compared
with what follows from the versions and corrections themselves, without any interval.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.support.models import PROJECT, render_model

VALUES = PROJECT / "models" / "intermediate" / "values"
START = datetime(2024, 3, 1, tzinfo=UTC)
LAST = 12
FIGURE = {
    "unit_code": "U",
    "form_code": "F",
    "period_code": "P",
    "indicator_code": "X",
    "category_code": "_T",
}


def _at(day: int) -> datetime:
    return START + timedelta(days=day)


TABLES = {
    "stg_reference__corrections": (
        *("correction_id", *FIGURE, "reported_value", "corrected_value", "decided_by"),
        *("reason_vi", "reason_en", "decided_at", "expires_at"),
    ),
    "int_submissions_versioned": (
        *("submission_id", "unit_code", "form_code", "period_code"),
        *("is_accepted", "received_at", "superseded_at"),
    ),
    "int_reported_values": (
        *("submission_id", "delivery_id", "sender_unit_code", *FIGURE, "regime", "sheet", "cell"),
        *("raw_text", "value_status", "value", "version", "is_current", "known_from", "known_to"),
    ),
}
INSTANTS = ("decided_at", "expires_at", "received_at", "superseded_at", "known_from", "known_to")
TYPES = {
    **dict.fromkeys(INSTANTS, "timestamptz"),
    **dict.fromkeys(("value", "reported_value", "corrected_value"), "decimal(18, 4)"),
    **dict.fromkeys(("is_accepted", "is_current"), "boolean"),
    "version": "integer",
}


@dataclass(frozen=True)
class Version:
    """A version received on a day; `value` None for a blank cell, `has_figure` False for none."""

    day: int
    value: int | None
    has_figure: bool


@dataclass(frozen=True)
class Rectified:
    """A correction: the value it names, decided on one day and expiring on another."""

    name: str
    reported: int | None
    corrected: int
    decided: int
    expires: int | None


History = tuple[list[Version], list[Rectified]]


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Return versions in order of receipt, and corrections of which no two contend."""
    days = sorted(draw(st.sets(st.integers(0, LAST), min_size=1, max_size=4)))
    value = st.sampled_from([1, 2, 1, 2, None])
    versions = [Version(day, draw(value), draw(st.integers(0, 5)) > 0) for day in days]
    corrections: list[Rectified] = []
    for number in range(draw(st.integers(0, 4))):
        # Most name a value that was sent, soon after it was.
        aim = draw(st.sampled_from(versions))
        reported = draw(st.sampled_from([aim.value, aim.value, 1, None]))
        decided = aim.day + draw(st.integers(0, 2))
        length = draw(st.sampled_from([None, None, 1, 5]))
        expires = None if length is None else decided + length
        one = Rectified(f"C{number}", reported, 10 + number, decided, expires)
        if not any(_contend(one, other) for other in corrections):
            corrections.append(one)
    return versions, corrections


def _contend(one: Rectified, other: Rectified) -> bool:
    """Return whether `config check` would refuse the two together."""
    first, second = sorted((one, other), key=lambda c: c.decided)
    still = first.expires is None or first.expires > second.decided
    return one.reported == other.reported and still


def _standing(versions: list[Version], day: int) -> Version | None:
    return max((v for v in versions if v.day <= day), key=lambda v: v.day, default=None)


def _says(version: Version | None, reported: int | None) -> bool:
    return version is not None and version.has_figure and version.value == reported


def _expected(
    versions: list[Version], corrections: list[Rectified], day: int
) -> tuple[str, int | None] | None:
    """Return what is known on a day, day by day since each decision."""
    standing = _standing(versions, day)
    if standing is None or not standing.has_figure:
        return None
    for one in corrections:
        in_time = one.decided <= day and (one.expires is None or day < one.expires)
        days = range(one.decided, day + 1)
        if in_time and all(_says(_standing(versions, d), one.reported) for d in days):
            return one.name, one.corrected
    return "", standing.value


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield an empty database with the tables that the models read."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'; set threads = 1; create schema marts")
        for table, columns in TABLES.items():
            typed = ", ".join(f"{name} {TYPES.get(name, 'varchar')}" for name in columns)
            connection.execute(f"create table marts.{table} ({typed})")
        yield connection


def _fill(connection: duckdb.DuckDBPyConnection, histories: list[History]) -> None:
    """Put each history under a unit of its own, U0, U1, …"""
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
    for number, (versions, corrections) in enumerate(histories):
        figure = FIGURE | {"unit_code": f"U{number}"}
        for place, version in enumerate(versions):
            later = versions[place + 1].day if place + 1 < len(versions) else None
            until = None if later is None else _at(later)
            common = figure | {"submission_id": f"s{number}-{place}"}
            received = {"received_at": _at(version.day), "superseded_at": until}
            rows["int_submissions_versioned"].append(common | received | {"is_accepted": True})
            value = {
                "value": version.value,
                "value_status": "missing" if version.value is None else "reported",
                "is_current": until is None,
            }
            known = {"known_from": _at(version.day), "known_to": until}
            if version.has_figure:
                rows["int_reported_values"].append(common | value | known)
        rows["stg_reference__corrections"] += [
            figure
            | {
                "correction_id": f"{one.name} {number}",
                "reported_value": one.reported,
                "corrected_value": one.corrected,
                "decided_at": _at(one.decided),
                "expires_at": None if one.expires is None else _at(one.expires),
            }
            for one in corrections
        ]
    for table, columns in TABLES.items():
        connection.execute(f"delete from marts.{table}")
        content = [[row.get(column) for column in columns] for row in rows[table]]
        if content:
            marks = ", ".join("?" for _ in columns)
            connection.executemany(f"insert into marts.{table} values ({marks})", content)


@cache
def _model(name: str) -> str:
    """Return the SQL of a model, with a mark where the instant of the build goes."""
    return render_model(VALUES / f"{name}.sql", {"as_of": "AS_OF"})


def _run(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> dict[str, list[tuple]]:
    """Make the models as of an instant and return the intervals of each unit's figure."""
    for name in ("int_corrections", "int_corrected_intervals", "int_indicator_values"):
        sql = _model(name).replace("AS_OF", as_of.isoformat())
        connection.execute(f"create or replace table marts.{name} as {sql}")
    found: dict[str, list[tuple]] = defaultdict(list)
    for unit, *row in connection.execute(
        "select unit_code, known_from, known_to, coalesce(split_part(correction_id, ' ', 1), ''), "
        "value, value_status, is_current from marts.int_indicator_values order by known_from"
    ).fetchall():
        found[unit].append(tuple(row))
    return found


@hypothesis_settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(histories=st.lists(histories(), min_size=10, max_size=25), last=st.integers(LAST, LAST + 8))
def test_what_is_known_at_each_instant(
    connection: duckdb.DuckDBPyConnection, histories: list[History], last: int
) -> None:
    _fill(connection, histories)
    found = _run(connection, _at(last))
    matched = connection.execute("select correction_id from marts.int_corrections where is_matched")
    assert {name for (name,) in matched.fetchall()} == {
        f"{one.name} {number}"
        for number, (versions, corrections) in enumerate(histories)
        for one in corrections
        if one.decided <= last and _says(_standing(versions, one.decided), one.reported)
    }
    for number, (versions, corrections) in enumerate(histories):
        rows = found[f"U{number}"]
        for day in range(last + 1):
            known = [r for r in rows if r[0] <= _at(day) and (r[1] is None or _at(day) < r[1])]
            expected = _expected(versions, corrections, day)
            assert [(row[2], row[3]) for row in known] == (
                [] if expected is None else [(expected[0], _decimal(expected[1]))]
            )
        # Half-open, never empty, and only the last one open: that is the current one.
        assert all(row[1] is None or row[0] < row[1] for row in rows)
        assert [row for row in rows if row[5]] == [row for row in rows if row[1] is None]
        assert all((row[4] == "corrected") == (row[2] != "") for row in rows)
        assert all(row[0] <= _at(last) and (row[1] or _at(last)) <= _at(last) for row in rows)


@hypothesis_settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(histories=st.lists(histories(), min_size=10, max_size=25), day=st.integers(0, LAST))
def test_a_history_as_of_an_instant_is_what_a_build_of_that_instant_makes(
    connection: duckdb.DuckDBPyConnection, histories: list[History], day: int
) -> None:
    """What becomes known later only closes intervals: cut off at the instant, both are the same."""
    _fill(connection, histories)
    cut = _at(day)
    later = {
        unit: [(r[0], r[1] if r[1] and r[1] <= cut else None, *r[2:5]) for r in rows if r[0] <= cut]
        for unit, rows in _run(connection, _at(LAST + 10)).items()
    }
    _fill(connection, [([v for v in versions if v.day <= day], c) for versions, c in histories])
    then = {unit: [row[:5] for row in rows] for unit, rows in _run(connection, cut).items()}
    assert then == {unit: rows for unit, rows in later.items() if rows}


def _decimal(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)
