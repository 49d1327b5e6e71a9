"""Collect what units have sent through SFTP, S3 and e-mail into the inbox.

## What it does
Every 10 minutes, a few minutes before `ingest_submissions`: looks at each active channel of
`seeds/reference/channels.csv` (and at `BAOCAO_INBOX` where it is a URL), one mapped task a channel,
and copies what is new into the inbox, each file once, under its sender's folder and with the time
at which it arrived at the source. A file that is still being sent waits for the next look. With no
active channel, `collect` is skipped: units then drop their files into the inbox folder itself.

## When it fails
- `active_channels`: the log lists the faults of `seeds/`. Mend them; nothing was collected.
- `collect`: its map index is the channel's place in the list, its log names the channel. "mend the
  setup": the Airflow connection (Admin → Connections) has a wrong account, host key, certificate or
  folder. "the next try may go well": the server does not answer; files wait there meanwhile.
  Other channels go on. How channels are set up: `docs/how-to/collect-from-channels.md`.

## Run again, back-fill
Clear the failed task or trigger a new run. A look that was killed anywhere is repeated without
losing or doubling a file. There is nothing to back-fill: a look takes all that is there.
"""

from datetime import timedelta

import pendulum
from airflow.sdk import dag, task

from baocao.orchestrating import policy


@dag(
    schedule="5-55/10 * * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz=policy.TIMEZONE),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=policy.RUN_TIMEOUT,
    default_args=policy.default_args(),
    tags=["intake"],
    doc_md=__doc__,
)
def collect_submissions() -> None:
    """Wire the tasks."""

    @task(execution_timeout=timedelta(minutes=5))
    def active_channels() -> list[str]:
        from baocao.orchestrating.clock import run_settings
        from baocao.orchestrating.collecting import active_channels

        return active_channels(run_settings())

    @task(queue=policy.COLLECTOR_QUEUE, max_active_tis_per_dag=4)
    def collect(channel_code: str) -> dict:
        from baocao.orchestrating.clock import looking_settings
        from baocao.orchestrating.collecting import collect_from

        return collect_from(looking_settings(), channel_code)

    collect.expand(channel_code=active_channels())


collect_submissions()
