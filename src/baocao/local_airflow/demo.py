"""The demonstration: a synthetic province, from messy workbooks to published figures."""

import json
import os
import shutil
import sys
import time
from collections.abc import Iterable, Mapping, MutableMapping
from contextlib import AbstractContextManager
from pathlib import Path

import click
from rich.console import Console

from baocao.errors import StateError
from baocao.files import write_atomic
from baocao.local_airflow.found import show_found
from baocao.local_airflow.smoke import wait_for_dags
from baocao.local_airflow.starting import Running, Say, running
from baocao.local_airflow.watching import UNDER_WAY, Run, follow, look, progress
from baocao.settings import Settings

HOME = "var/demo"
# Shortly after the third quarter of 2026 was due; the sample ends with it.
NOW = "2026-09-30T17:00:00Z"
LAST_PERIOD = "2026-Q3"
MARK = "this-is-the-demonstration.json"
WITHIN_SECONDS = 900
# Of whom the sample holds many receipts, accepted, late and with faults.
DESK_UNIT = "05860"
LOG_WIDTH = 120


def environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the demonstration: a home, an inbox and a clock of its own."""
    kept = {name: value for name, value in inherited.items() if name != "BAOCAO_INBOX"}
    home = inherited.get("BAOCAO_HOME") or HOME
    return kept | {"BAOCAO_HOME": str(Path(home).resolve()), "BAOCAO_NOW": NOW}


def enter_home(home: Path, *, fresh: bool) -> None:
    """Make the demonstration's home, or enter the one of an earlier demonstration.

    Raises:
        StateError: the folder holds something else, which synthetic reports must not get into.
    """
    mark = home / MARK
    if home.exists() and any(home.iterdir()) and not mark.exists():
        raise StateError(f"{home} holds a state that is not a demonstration's; set BAOCAO_HOME")
    if fresh and mark.exists():
        shutil.rmtree(home)
    write_atomic(mark, json.dumps({"synthetic": True, "now": NOW}) + "\n")


def _run_dags(airflow: Running, say: Say) -> list[Run]:
    """Run the three DAGs for real and return the runs of this demonstration."""
    wait_for_dags(airflow)
    runs: list[Run] = []
    # Of a demonstration before this one; a run of the schedule may be under way already.
    known = frozenset(run.run_id for run in look(airflow) if run.state not in UNDER_WAY)
    with progress() as show:
        airflow.client.unpause("build_warehouse")
        # Set going, a DAG also makes up for its last scheduled run: of two runs one finds it done.
        for dag_id in ("ingest_submissions", "close_period"):
            airflow.client.unpause(dag_id)
            airflow.client.trigger(dag_id)
            runs = follow(airflow, show, known, WITHIN_SECONDS)
    announced = [run.task("announce") for run in runs if run.dag_id == "ingest_submissions"]
    if not any(task and task.state == "success" for task in announced):
        say("nothing new had landed since the last demonstration: ingest changed nothing")
    return runs


def _bar(files: Iterable[Path], count: int) -> AbstractContextManager[Iterable[Path]]:
    return click.progressbar(files, length=count, label="  tệp / files")


def run_demo(inherited: Mapping[str, str], *, fresh: bool, say: Say) -> None:
    """Write the sample, run Airflow on it, print what was found, and stop Airflow.

    Can be run again: a second demonstration in the same home shows that nothing changes.

    Raises:
        StateError: BAOCAO_HOME holds a state that is not a demonstration's.
        LocalAirflowError: Airflow did not start, or a run failed.
    """
    from baocao.sampling import write_sample

    began = time.monotonic()
    env = environment(inherited)
    settings = Settings.from_env(env)
    # Into a file or a log, lines need not be broken as early as on a narrow terminal.
    console = Console(width=None if sys.stdout.isatty() else LOG_WIDTH)
    enter_home(settings.home, fresh=fresh)
    console.print("[bold]1/3[/] Tỉnh mẫu (số liệu giả lập) / sample province (synthetic figures)")
    sample = write_sample(settings, progress=_bar)
    say(f"{sample.files:,} files with {sample.reports:,} reports in {sample.inbox}")
    say(f"{sum(sample.faults.values()):,} flags to be found, listed in {sample.truth}")
    console.print("[bold]2/3[/] Airflow")
    with running(settings, say, env) as airflow:
        say(f"{airflow.installation.url}")
        runs = _run_dags(airflow, say)
    console.print("[bold]3/3[/] Kết quả / what was found")
    show_found(settings, runs, console)
    home = os.path.relpath(settings.home)
    console.print(f"{time.monotonic() - began:.0f} s. Xem tiếp / look around:")
    console.print(f"  BAOCAO_HOME={home} BAOCAO_NOW={NOW} make up", highlight=False)
    console.print(f"  BAOCAO_HOME={home} .venv/bin/baocao status --period {LAST_PERIOD}")


def serve_desk(inherited: MutableMapping[str, str]) -> None:
    """Serve the upload page on the demonstration's state; each time its account is made anew."""
    from baocao.desk.accounts import Accounts
    from baocao.desk.serving import serve
    from baocao.desk.store import Store
    from baocao.registry import Registry

    inherited.update(environment(inherited))
    inherited.pop("BAOCAO_INBOX", None)
    settings = Settings.from_env(inherited)
    enter_home(settings.home, fresh=False)
    unit = Registry.load(settings.seeds).unit(DESK_UNIT, settings.today)
    if unit is None:
        raise StateError(f"{DESK_UNIT}: the unit whose account the demonstration opens is gone")
    accounts = Accounts(Store(settings.desk))
    password = accounts.reset(unit) if accounts.of(unit) else accounts.add(unit)
    click.echo(f"{unit.unit_code} {unit.name_vi}: {password}")
    serve()
