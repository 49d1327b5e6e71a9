"""Take in what units have dropped into the inbox.

## What it does
Every 10 minutes: checks the configuration, then takes every file of the inbox into the archive
and, as far as it can be read, into landing, and gives each sender a receipt; from 1,000 files on,
mapped tasks share the senders. When something new landed it updates the asset `landed_submissions`,
on which `build_warehouse` runs. An empty inbox, or a file sent twice, ends with `announce` skipped.

## When it fails
- `check_config`: the log lists file, row and column of each fault in `seeds/` or `expectations/`.
  Mend them; nothing was taken in, the files wait in the inbox. A broken rule does not fail it:
  the log names it, and the quality reports say that nobody is judged by it.
- `shares`, `ingest`: an unreadable file does not fail them (that is a receipt to its sender). Look
  for a full disk or missing rights on the inbox in the log.
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
        from baocao.orchestrating import clock, intake

        return intake.check_config(clock.run_settings())

    @task(execution_timeout=timedelta(minutes=5))
    def shares() -> list[list[int]]:
        from baocao.orchestrating import clock, intake

        return intake.shares(clock.run_settings())

    @task
    def ingest(share: list[int]) -> dict:
        from baocao.orchestrating import clock, intake

        return intake.take_in(clock.run_settings(), *share)

    @task(inlets=[LANDED_SUBMISSIONS], outlets=[LANDED_SUBMISSIONS])
    def announce(**context: Any) -> list[str]:
        from baocao.orchestrating import clock, intake

        events = context["inlet_events"][LANDED_SUBMISSIONS].ascending(False).limit(100)
        new = intake.announcement(clock.run_settings(), [event.extra for event in events])
        if not new["batch_ids"]:
            raise AirflowSkipException("nothing new has landed")
        context["outlet_events"][LANDED_SUBMISSIONS].extra = new
        return new["periods"]

    divided = shares()
    chain(check_config(), divided, ingest.expand(share=divided), announce())


ingest_submissions()
