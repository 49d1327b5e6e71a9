"""Daily housekeeping: what has been held long enough goes, small batches become one.

## What it does
Every night at half past two: removes the bytes of files that have been in the quarantine longer
than `BAOCAO_QUARANTINE_DAYS` (30); hash, sender and reason stay in the envelope, and the removal
is in the access log. Then merges the small batches of landing that the warehouse is built from.

## When it fails
- `empty_quarantine`: the log names the file; look for missing rights on `quarantine/`, then clear
  the task.
- `merge_batches`: look for a full disk, then clear the task; nothing is lost, whenever it stopped.

## Run again, back-fill
Clear the failed task or trigger a new run: what is gone already is left alone. There is nothing to
back-fill.
"""

import pendulum
from airflow.sdk import dag, task

from baocao.orchestrating import policy


@dag(
    schedule="30 2 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz=policy.TIMEZONE),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=policy.RUN_TIMEOUT,
    default_args=policy.default_args(),
    tags=["housekeeping"],
    doc_md=__doc__,
)
def keep_house() -> None:
    """Wire the tasks."""

    @task
    def empty_quarantine() -> list[str]:
        from baocao.orchestrating.clock import run_settings
        from baocao.quarantine import remove_expired

        return [one.sha256 for one in remove_expired(run_settings())]

    @task
    def merge_batches() -> dict[str, int]:
        from dataclasses import asdict

        from baocao.compacting import compact
        from baocao.orchestrating.clock import run_settings

        return asdict(compact(run_settings()))

    empty_quarantine()
    merge_batches()


keep_house()
