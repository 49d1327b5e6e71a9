"""From what has landed to a new published version and its quality reports.

## What it does
Runs when `ingest_submissions` has updated the asset `landed_submissions`, and before a period is
closed. Gate on landing → dbt build of the affected periods → gate on the marts → publish in one
atomic step → quality report of each period whose published rows changed. While a gate is red, the
version published last stands.

## When it fails
- `check_landing`, `check_marts`: the log lists each expectation that did not hold, with rows; the
  same is in `data_docs/`. Data at fault: have the unit send the report again. Code at fault: mend
  it. Then clear the failed task.
- `build`: the log names the dbt node and its message; the warehouse is as before. "Being written"
  means another process holds the file: end it, or wait for the next try.
- `publish`, `reports`: clear them; both do only what is still to be done.

## Run again, back-fill
Clear from the failed task, or trigger a new run: it builds what is not built yet. A changed seed,
rule or model rebuilds every period by itself, so a back-fill is a trigger; `baocao build --full`
rebuilds without a reason.
"""

import pendulum
from airflow.sdk import Asset, chain, dag, task

from baocao.orchestrating import policy


@dag(
    schedule=[Asset(name=policy.LANDED_NAME, uri=policy.LANDED_URI)],
    start_date=pendulum.datetime(2026, 1, 1, tz=policy.TIMEZONE),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=policy.RUN_TIMEOUT,
    default_args=policy.default_args(),
    tags=["warehouse", "writes-duckdb"],
    doc_md=__doc__,
)
def build_warehouse() -> None:
    """Wire the tasks."""

    @task
    def check_landing() -> dict:
        from baocao.orchestrating import gates
        from baocao.orchestrating.clock import run_settings

        return gates.check(run_settings(), "landing")

    @task(**policy.WRITER)
    def build() -> dict:
        from baocao.building import build
        from baocao.orchestrating.clock import run_settings

        return build(run_settings()).summary()

    @task(**policy.WRITER)
    def check_marts() -> dict:
        from baocao.orchestrating import gates
        from baocao.orchestrating.clock import run_settings

        return gates.check(run_settings(), "marts")

    @task(**policy.WRITER)
    def publish() -> str:
        from baocao.orchestrating.clock import run_settings
        from baocao.publishing import publish

        return publish(run_settings()).version

    @task
    def reports() -> list[str]:
        from baocao.orchestrating.clock import run_settings
        from baocao.orchestrating.refreshing import refresh_reports

        return refresh_reports(run_settings())

    chain(check_landing(), build(), check_marts(), publish(), reports())


build_warehouse()
