"""Which periods fall due when, read from the few small files of the calendar and no more.

The scheduler asks again and again; the answer is kept until one of the files changes.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from baocao.errors import ConfigError
from baocao.registry.calendars import expand
from baocao.registry.loading import Row, SeedReader
from baocao.registry.model import CalendarRule, Period, in_force
from baocao.registry.tables import TABLES

FILES = (
    "calendars",
    "special_periods",
    "holidays",
    "reporting_years",
    "form_periods",
    "form_addressees",
)


@dataclass(frozen=True, order=True)
class DuePeriod:
    """One due day of a period of a regime: the last on which reports are in time, in Vietnam.

    A period has two where the province itself owes a form, with a day of its own.
    """

    due_date: date
    period_code: str
    regime: str


def due_periods(seeds: Path) -> tuple[DuePeriod, ...]:
    """Return when each period for which some form is due falls due, in that order.

    Raises:
        ConfigError: a file of the calendar has faults or cannot be read.
    """
    return _read(seeds, tuple(_stamp(seeds / TABLES[name].path) for name in FILES))


def due_days(seeds: Path) -> dict[str, dict[str, list[date]]]:
    """Return period code → regime → the days on which reports fall due, in order.

    Raises:
        ConfigError: a file of the calendar has faults or cannot be read.
    """
    found: dict[str, dict[str, list[date]]] = {}
    for due in due_periods(seeds):
        days = found.setdefault(due.period_code, {}).setdefault(due.regime, [])
        days.append(due.due_date)
    return found


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=4)
def _read(seeds: Path, _stamps: tuple[tuple[int, int] | None, ...]) -> tuple[DuePeriod, ...]:
    reader = SeedReader(seeds)
    rows = {name: reader.read_table(name) for name in FILES}
    if reader.faults:
        raise ConfigError(reader.faults)
    periods = expand(
        [CalendarRule(**_without(row, "legal_basis")) for row in rows["calendars"]],
        [row["reporting_year"] for row in rows["reporting_years"]],
        {row["holiday_date"] for row in rows["holidays"]},
        [
            Period(**_without(row, "legal_basis"), is_window_known=True)
            for row in rows["special_periods"]
        ],
    )
    asked = _asked(rows["form_periods"])
    found = {
        DuePeriod(period.due_on(row["due_day"]), period.period_code, period.regime)
        for period in periods
        for row in rows["form_addressees"]
        if row["regime"] == period.regime
        and in_force(period.end_date, row["valid_from"], row["valid_to"])
        and {(period.period_type, period.period_no), (period.period_type, None)}
        & asked.get(row["form_code"], set())
    }
    return tuple(sorted(found))


def _without(row: Row, column: str) -> dict[str, Any]:
    return {name: value for name, value in row.values.items() if name != column}


def _asked(rows: list[Row]) -> dict[str, set[tuple[str, int | None]]]:
    """Return form → types and numbers of the periods for which it is due."""
    asked: dict[str, set[tuple[str, int | None]]] = {}
    for row in rows:
        asked.setdefault(row["form_code"], set()).add((row["period_type"], row["period_no"]))
    return asked
