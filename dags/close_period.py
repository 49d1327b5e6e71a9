"""Close the periods whose due date has passed: the list of those who did not report.

## What it does
Daily, half an hour after midnight in Vietnam: asks the calendar in `seeds/reference` which periods
have passed their due date and were not closed yet. When there are any, it brings the published
version up to date (`build_warehouse`; a report becomes `missing` by the calendar alone) and writes
`reports/<period>/non_reporters.csv` and `.xlsx`. On other days everything after `find` is skipped.

## When it fails
- `find`: the seeds have faults, or the period asked for is not due yet; the log says which.
- `bring_up_to_date`: the run of `build_warehouse` failed, or that DAG is paused. See to it there,
  then clear this task.
- `list_non_reporters`: clear it; it writes whole files over the old ones.

## Run again, back-fill
Clear the failed task. A day on which Airflow did not run is made up for by the next one: what
counts is whether a period has its list. For a list as of now trigger a run with `period_code`.
"""

from typing import Any

import pendulum
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import Param, chain, dag, task

from baocao.orchestrating import policy

PERIOD = Param(None, type=["null", "string"], description="Only this period, e.g. 2026-Q3")


@dag(
    schedule="30 0 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz=policy.TIMEZONE),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=policy.RUN_TIMEOUT,
    default_args=policy.default_args(),
    params={"period_code": PERIOD},
    tags=["calendar"],
    doc_md=__doc__,
)
def close_period() -> None:
    """Wire the tasks."""

    @task.short_circuit
    def find(**context: Any) -> list[str]:
        from baocao.orchestrating.clock import run_settings
        from baocao.orchestrating.closing import periods_to_close

        return periods_to_close(run_settings(), context["params"]["period_code"])

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
        from baocao.orchestrating.closing import close

        settings = run_settings()
        return [str(path) for code in period_codes for path in close(settings, code)]

    found = find()
    chain(found, bring_up_to_date, list_non_reporters(found))


close_period()
