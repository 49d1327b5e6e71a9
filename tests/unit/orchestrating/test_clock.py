from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from tests.support.states import NOW as BUILT
from tests.support.states import record_build, settings_in

from baocao.orchestrating.clock import as_it_is_at, settings_at

CREATED = datetime(2026, 9, 16, 17, 30, tzinfo=UTC)


@dataclass
class Run:
    logical_date: datetime | None
    run_after: datetime = CREATED


@pytest.fixture(autouse=True)
def no_fixed_clock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("BAOCAO_NOW", raising=False)
    monkeypatch.setenv("BAOCAO_HOME", str(tmp_path))


def test_a_scheduled_run_takes_its_logical_time() -> None:
    logical = datetime(2026, 9, 17, 0, 30, tzinfo=timezone(timedelta(hours=7)))
    settings = settings_at(Run(logical))
    assert settings.now == datetime(2026, 9, 16, 17, 30, tzinfo=UTC)
    assert settings.now.tzinfo == UTC
    assert settings.today.isoformat() == "2026-09-17"


def test_a_run_on_an_asset_takes_the_time_it_was_created_for() -> None:
    assert settings_at(Run(None)).now == CREATED


def test_a_replay_keeps_the_time_it_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOCAO_NOW", "2026-09-30T17:00:00Z")
    settings = settings_at(Run(CREATED))
    assert settings.now == datetime(2026, 9, 30, 17, tzinfo=UTC)


@pytest.mark.parametrize(("day", "expected"), [(29, 30), (30, 30)])
def test_a_run_never_goes_back_behind_the_last_build(
    tmp_path: Path, day: int, expected: int
) -> None:
    record_build(settings_in(tmp_path), "build1", [])
    run = Run(datetime(2026, 9, day, 23, tzinfo=UTC))
    assert settings_at(run).now == max(datetime(2026, 9, day, 23, tzinfo=UTC), BUILT)
    assert settings_at(run).now.day == expected


def test_a_look_outside_happens_when_its_task_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter that came while the run was waiting is not dated back to the run's own time."""
    run = settings_at(Run(CREATED))
    later = CREATED + timedelta(minutes=9)
    assert as_it_is_at(run, later).now == later
    assert as_it_is_at(run, CREATED - timedelta(minutes=9)).now == CREATED
    assert as_it_is_at(run, None).now == CREATED
    monkeypatch.setenv("BAOCAO_NOW", "2026-09-30T17:00:00Z")
    replay = settings_at(Run(CREATED))
    assert as_it_is_at(replay, later + timedelta(days=99)) == replay
