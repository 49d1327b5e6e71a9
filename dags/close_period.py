"""Close the periods of which a due date has passed: who did not report, the official edition.

## What it does
Its schedule is the calendar in `seeds/reference`: a run for each due date of a period (its
partition key), half an hour after the midnight that ends it. A changed row changes the schedule in
half a minute; a due date that moves after the closing closes the period again. A run brings the
published version up to date (`build_warehouse`), writes `reports/<period>/non_reporters.*` and
freezes the edition, for its own period and every other that is over and was not closed.

## When it fails
- `find`: the seeds have faults, or the period asked for is not due yet; the log says which.
- `bring_up_to_date`: the run of `build_warehouse` failed, or that DAG is paused: see to it there.
- `list_non_reporters`, `freeze_editions`: the log says why; both do what is still to be done.

## Run again, back-fill
Clear the failed task. The next run makes up for days without Airflow, so there is no catch-up. For
lists as of now trigger a run with `period_code`; `airflow backfill create` closes all periods that
fell due between two days.
"""

from typing import Any

import pendulum
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import Param, chain, dag, task

from baocao.orchestrating import policy
from baocao.orchestrating.timetable import PeriodClosingTimetable


@dag(
    schedule=PeriodClosingTimetable(),
    start_date=pendulum.datetime(2026, 1, 1, tz=policy.TIMEZONE),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=policy.RUN_TIMEOUT,
    default_args=policy.default_args(),
    params={"period_code": Param(None, type=["null", "string"], description="Only this period")},
    tags=["calendar"],
    doc_md=__doc__,
)
def close_period() -> None:
    """Wire the tasks."""

    @task.short_circuit
    def find(**context: Any) -> list[str]:
        from baocao.orchestrating.clock import run_settings
        from baocao.orchestrating.closing import periods_to_close

        planned = context["dag_run"].partition_key
        return periods_to_close(run_settings(), context["params"]["period_code"], planned)

    bring_up_to_date = TriggerDagRunOperator(
        task_id="bring_up_to_date",
        trigger_dag_id="build_warehouse",
        wait_for_completion=True,
        deferrable=True,
        poke_interval=2,
        fail_when_dag_is_paused=True,
    )

    @task
    def list_non_reporters(period_codes: Any) -> list[str]:
        from baocao.orchestrating.clock import run_settings
        from baocao.orchestrating.closing import close_all

        return close_all(run_settings(), period_codes)

    @task
    def freeze_editions(period_codes: Any) -> list[str]:
        from baocao.orchestrating.clock import run_settings
        from baocao.orchestrating.freezing import freeze_closed

        return freeze_closed(run_settings(), period_codes)

    found = find()
    chain(found, bring_up_to_date, list_non_reporters(found), freeze_editions(found))


close_period()
