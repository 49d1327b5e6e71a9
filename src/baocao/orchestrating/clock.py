"""The time of a run: told by Airflow, never asked of the machine."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from baocao.building import records
from baocao.settings import Settings, parse_instant


class RunTimes(Protocol):
    """What is needed of Airflow's `dag_run`.

    Attributes:
        logical_date: the instant that the run stands for; None for runs on an asset or by hand.
        run_after: the instant from which the run was allowed to start.
    """

    logical_date: datetime | None
    run_after: datetime


def run_settings() -> Settings:
    """Return the settings of the Airflow run that the calling task belongs to."""
    from airflow.sdk import get_current_context

    dag_run: RunTimes = get_current_context()["dag_run"]  # pyright: ignore[reportTypedDictNotRequiredAccess]
    return settings_at(dag_run)


def looking_settings() -> Settings:
    """Return the settings of a task that looks at the world outside."""
    from airflow.sdk import get_current_context

    started: datetime | None = get_current_context()["ti"].start_date  # pyright: ignore[reportTypedDictNotRequiredAccess]
    return as_it_is_at(run_settings(), started)


def as_it_is_at(settings: Settings, started: datetime | None) -> Settings:
    """Return a run's settings with the start of its task as the present, if that is later.

    What arrives while a run waits for its turn is newer than the run's own time, and its time of
    arrival must not be turned back to that. BAOCAO_NOW wins where it is set.
    """
    if os.environ.get("BAOCAO_NOW") or started is None:
        return settings
    return replace(settings, now=max(settings.now, started.astimezone(UTC)))


def settings_at(dag_run: RunTimes) -> Settings:
    """Return the settings of a run, with its own time as the present.

    BAOCAO_NOW wins where it is set (replays, demonstration). Else it is the run's logical date (a
    run of the schedule, or one started by hand for a chosen date), or the time that the run was
    created for; but never before the last build, so that clearing an old run after newer ones
    does not turn the warehouse back to what was due in those days.

    Raises:
        StateError: the record of the last build cannot be read.
    """
    settings = Settings.from_env()
    if os.environ.get("BAOCAO_NOW"):
        return settings
    now = (dag_run.logical_date or dag_run.run_after).astimezone(UTC)
    build = records.load(settings)
    return replace(settings, now=max(now, parse_instant(build.as_of, "as_of")) if build else now)
