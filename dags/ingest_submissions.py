"""Take in what units have dropped into the inbox.

## What it does
Every 10 minutes: checks the configuration, then takes every file of the inbox into the archive
and, as far as it can be read, into landing; each sender gets a receipt. When something new landed
it updates the asset `landed_submissions`, on which `build_warehouse` runs. An empty inbox, or a
file sent twice, ends with `announce` skipped: nothing changed, nothing is built.

## When it fails
- `check_config`: the log lists file, row and column of each fault in `seeds/` or `expectations/`.
  Mend them; nothing was taken in, the files wait in the inbox.
- `ingest`: an unreadable file does not fail it (that is a receipt to its sender). Look for a full
  disk or missing rights on the inbox in the log.
- `announce`: clear it. What landed is safe and is announced by the next run in any case.

## Run again, back-fill
Clear the failed task or trigger a new run: what landed is never taken in twice. There is nothing
to back-fill: a file counts from the time at which it arrived, not from the time of the run.
"""

from datetime import timedelta
from typing import Any

import pendulum
from airflow.sdk import Asset, chain, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from baocao.orchestrating import policy

LANDED_SUBMISSIONS = Asset(name=policy.LANDED_NAME, uri=policy.LANDED_URI)


@dag(
    schedule="*/10 * * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz=policy.TIMEZONE),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=policy.RUN_TIMEOUT,
    default_args=policy.default_args(),
    tags=["intake"],
    doc_md=__doc__,
)
def ingest_submissions() -> None:
    """Wire the tasks."""

    @task(execution_timeout=timedelta(minutes=5))
    def check_config() -> dict[str, int]:
        from baocao.checking import check_config
        from baocao.orchestrating.clock import run_settings

        return check_config(run_settings())

    @task
    def ingest() -> dict:
        from baocao.orchestrating.clock import run_settings
        from baocao.orchestrating.intake import take_in

        return take_in(run_settings())

    @task(inlets=[LANDED_SUBMISSIONS], outlets=[LANDED_SUBMISSIONS])
    def announce(**context: Any) -> list[str]:
        from baocao.orchestrating import intake
        from baocao.orchestrating.clock import run_settings

        settings = run_settings()
        events = context["inlet_events"][LANDED_SUBMISSIONS].ascending(False).limit(100)
        batch_ids = intake.unannounced(settings, [event.extra for event in events])
        if not batch_ids:
            raise AirflowSkipException("nothing new has landed")
        periods = intake.periods_of(settings, batch_ids)
        announced = {"batch_ids": batch_ids, "periods": periods}
        context["outlet_events"][LANDED_SUBMISSIONS].extra = announced
        return periods

    chain(check_config(), ingest(), announce())


ingest_submissions()
