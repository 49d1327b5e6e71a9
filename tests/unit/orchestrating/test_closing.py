import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.support.states import settings_in

from baocao.errors import UsageError
from baocao.files import write_atomic
from baocao.orchestrating.closing import periods_to_close
from baocao.orchestrating.due import due_days
from baocao.reporting.status import period_folder
from baocao.settings import Settings

# The third quarter of 2026 ends on 14/9; its last day for reporting is looked up, not assumed.
QUARTER = "2026-Q3"
# Of this one the province itself owes a form.
HALF_YEAR = "2026-S1"


@pytest.fixture
def settings(tmp_path: Path, root: Path) -> Settings:
    """Return settings on a copy of the seeds, with a version published."""
    settings = settings_in(tmp_path / "home")
    shutil.copytree(root / "seeds", tmp_path / "seeds")
    (settings.published / "v000001").mkdir(parents=True)
    return replace(settings, seeds=tmp_path / "seeds")


def due_date(settings: Settings, code: str = QUARTER) -> date:
    """Return the day on which units report, the first of a period's due days."""
    return due_days(settings.seeds)[code]["ND09"][0]


def at(settings: Settings, day: date) -> Settings:
    """Return settings in the first minute of a day in Vietnam."""
    return replace(settings, now=datetime(day.year, day.month, day.day - 1, 17, 1, tzinfo=UTC))


def close(settings: Settings, code: str, **due_dates: date | list[date]) -> None:
    days = {
        regime: [day.isoformat() for day in (due if isinstance(due, list) else [due])]
        for regime, due in due_dates.items()
    }
    write_atomic(period_folder(settings, code) / "closing.json", json.dumps({"due_dates": days}))


def test_a_period_closes_on_the_day_after_its_due_date(settings: Settings) -> None:
    due = due_date(settings)
    assert QUARTER not in periods_to_close(at(settings, due))
    assert QUARTER in periods_to_close(at(settings, date(due.year, due.month, due.day + 1)))


def test_a_closed_period_stays_closed(settings: Settings) -> None:
    assert QUARTER in periods_to_close(settings)
    close(settings, QUARTER, ND09=due_date(settings))
    assert QUARTER not in periods_to_close(settings)


def test_every_regime_closes_by_its_own_calendar(settings: Settings) -> None:
    both = due_days(settings.seeds)[HALF_YEAR]
    assert set(both) == {"ND09", "PARTY"}
    close(settings, HALF_YEAR, ND09=both["ND09"])
    assert HALF_YEAR in periods_to_close(settings)
    close(settings, HALF_YEAR, **both)
    assert HALF_YEAR not in periods_to_close(settings)


def test_a_period_closes_again_on_the_day_after_the_province_is_due(settings: Settings) -> None:
    """By the row of its addressee: with the other word in it there is one day for all."""
    units, province = due_days(settings.seeds)[HALF_YEAR]["ND09"]
    assert (units, province) == (date(2026, 6, 16), date(2026, 6, 25))
    close(settings, HALF_YEAR, ND09=units, PARTY=units)
    assert HALF_YEAR not in periods_to_close(at(settings, province))
    assert HALF_YEAR in periods_to_close(at(settings, date(2026, 6, 26)))
    rows = settings.seeds / "forms/form_addressees.csv"
    rows.write_text(rows.read_text("utf-8").replace(",self,province", ",self,unit"), "utf-8")
    assert HALF_YEAR not in periods_to_close(settings)


def test_a_day_without_airflow_is_made_up_for(settings: Settings) -> None:
    found = periods_to_close(settings)
    assert {"2023-Q1", "2025-A1", QUARTER} <= set(found)
    assert found == sorted(found)


def test_a_changed_row_of_the_calendar_changes_what_closes(settings: Settings) -> None:
    close(settings, QUARTER, ND09=due_date(settings))
    calendar = settings.seeds / "reference" / "calendars.csv"
    lines = calendar.read_text(encoding="utf-8").splitlines()
    header = lines[0].split(",")
    due_value, period_type = header.index("due_value"), header.index("period_type")
    rows = [line.split(",") for line in lines[1:]]
    for row in rows:
        if row[period_type] == "Q":
            row[due_value] = str(int(row[due_value]) + 1)
    text = "\n".join(",".join(row) for row in [header, *rows]) + "\n"
    calendar.write_text(text, encoding="utf-8")
    later = due_date(settings)
    assert QUARTER not in periods_to_close(at(settings, later))
    assert QUARTER in periods_to_close(settings)


def test_nothing_closes_before_anything_was_published(settings: Settings) -> None:
    (settings.published / "v000001").rmdir()
    assert periods_to_close(settings) == []


def test_a_period_asked_for_closes_again(settings: Settings) -> None:
    close(settings, QUARTER, ND09=due_date(settings))
    assert periods_to_close(settings, QUARTER) == [QUARTER]


def test_the_period_of_a_planned_run_closes_again_with_all_that_is_open(
    settings: Settings,
) -> None:
    due = due_date(settings)
    close(settings, QUARTER, ND09=due)
    found = periods_to_close(settings, planned=QUARTER)
    assert QUARTER in found
    assert "2026-Q2" in found
    # Its due date moved on after the run was planned: the run of the new date will close it.
    assert QUARTER not in periods_to_close(at(settings, due), planned=QUARTER)


def test_a_closing_period_closes_like_any_other(settings: Settings) -> None:
    assert "2025-C1" in periods_to_close(settings)
    assert "2025-C1" not in periods_to_close(at(settings, date(2025, 7, 2)))
    assert "2025-C1" in periods_to_close(at(settings, date(2025, 7, 3)))


@pytest.mark.parametrize("code", ["2026-A1", "2026-M03", "nonsense"])
def test_a_period_that_is_not_due_or_not_known_is_refused(settings: Settings, code: str) -> None:
    with pytest.raises(UsageError, match=code):
        periods_to_close(settings, code)
