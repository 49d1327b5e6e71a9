"""Closing a period: once a due date of it has passed, the list of those who did not report.

Which periods close on which day is a question to the calendar in `seeds/reference`; a changed row
there changes the answer here and the schedule of the runs. Beside each list stands a record of the
due dates it was made for: with every one that passes the list is made again.
"""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from baocao.errors import UsageError
from baocao.files import write_atomic
from baocao.orchestrating.due import due_days
from baocao.publishing import published_versions
from baocao.reporting.status import period_folder, write_non_reporters
from baocao.settings import Settings

Regimes = dict[str, list[date]]


def _passed(settings: Settings, due: Regimes) -> dict[str, list[str]]:
    """Return regime → the due dates that are over, of the regimes that have any."""
    over = {regime: [day for day in days if day < settings.today] for regime, days in due.items()}
    return {regime: [day.isoformat() for day in days] for regime, days in over.items() if days}


def _pairs(due_dates: dict[str, list[str]]) -> set[tuple[str, str]]:
    return {(regime, day) for regime, days in due_dates.items() for day in days}


def _record(settings: Settings, period_code: str) -> Path:
    return period_folder(settings, period_code) / "closing.json"


def periods_to_close(
    settings: Settings, period_code: str | None = None, planned: str | None = None
) -> list[str]:
    """Return the periods of which a due date has passed, in some regime, without a list for it.

    Before the first published version there is nothing to close: an installation that has not
    taken in anything yet does not call all units non-reporters.

    Args:
        settings: seeds, reports and the present.
        period_code: this period instead, closed before or not.
        planned: the period for which the calendar planned the run; closed again where it is
            closed, left alone where its due date has moved on since.

    Raises:
        ConfigError: the seeds have faults.
        UsageError: no report is expected for `period_code`, or its due date has not passed.
    """
    due = due_days(settings.seeds)
    if period_code:
        if not _passed(settings, due.get(period_code, {})):
            days = sorted({str(day) for days in due.get(period_code, {}).values() for day in days})
            raise UsageError(
                f"{period_code}: chưa hết hạn hoặc không có kỳ này / not due yet or no such period;"
                f" hạn / due: {', '.join(days) or '-'}"
            )
        return [period_code]
    if not published_versions(settings):
        return []
    open_periods = []
    for code, regimes in sorted(due.items()):
        passed = _passed(settings, regimes)
        record = _record(settings, code)
        closed = json.loads(record.read_text())["due_dates"] if record.exists() else {}
        if _pairs(passed) - _pairs(closed) or (passed and code == planned):
            open_periods.append(code)
    return open_periods


def close(settings: Settings, period_code: str) -> list[Path]:
    """Write the list of non-reporters of a period and record that it was closed.

    The list is read from the published version, which has to be of today.

    Raises:
        StateError: nothing is published yet.
        UsageError: the published version expects no report for this period.
    """
    paths = write_non_reporters(settings, period_code)
    record = {
        "period_code": period_code,
        "due_dates": _passed(settings, due_days(settings.seeds)[period_code]),
        "closed_at": settings.now.isoformat(),
        "files": [path.name for path in paths],
    }
    write_atomic(_record(settings, period_code), json.dumps(record, indent=2) + "\n")
    return paths


def close_all(settings: Settings, period_codes: Iterable[str]) -> list[str]:
    """Close several periods as `close` does and return where the lists lie."""
    return [str(path) for code in period_codes for path in close(settings, code)]
