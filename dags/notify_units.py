"""Letters to the units about what is open, new and due, and a summary to the province.

## What it does
Every working morning at half past seven: reads the published version and writes to the addresses
of `seeds/reference/senders.csv`, through the Airflow connection `baocao_smtp`. An office gets at
most one letter in `BAOCAO_NOTIFY_DAYS` days (7), and none that says nothing new. With no address
in the list nothing is sent and no connection is needed.

## When it fails
- `send_letters`: "no such Airflow connection", "without TLS", "mend the connection": set
  `baocao_smtp` right under Admin → Connections (`docs/how-to/send-letters.md`), clear the task.
- "the next try may go well": the mail server does not answer or asks to come back; letters are
  written down and go with the next run.
- An address that the server refuses fails nothing: the log counts it, and `baocao notify --json`.

## Run again, back-fill
Clear the failed task or trigger a new run: whoever has been told is not told twice, whenever the
last run stopped. There is nothing to back-fill.
"""

import pendulum
from airflow.sdk import dag, task

from baocao.orchestrating import policy


@dag(
    schedule="30 7 * * 1-5",
    start_date=pendulum.datetime(2026, 1, 1, tz=policy.TIMEZONE),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=policy.RUN_TIMEOUT,
    default_args=policy.default_args(),
    tags=["calendar"],
    doc_md=__doc__,
)
def notify_units() -> None:
    """Wire the task."""

    @task(queue=policy.COLLECTOR_QUEUE)
    def send_letters() -> dict:
        from baocao.notifying import notify
        from baocao.orchestrating.clock import looking_settings

        return notify(looking_settings()).summary()

    send_letters()


notify_units()
