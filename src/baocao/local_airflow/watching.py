"""Following runs until they are done, and showing how far they are."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click
from rich.console import Console
from rich.live import Live
from rich.table import Table

from baocao.local_airflow.api import NoAnswerError
from baocao.local_airflow.starting import LocalAirflowError, Running, ended, log_tail

LOOK_EVERY_SECONDS = 1.0
UNDER_WAY = {"queued", "running"}
SIGNS = {
    "success": ("✓", "green"),
    "running": ("▶", "cyan"),
    "deferred": ("▶", "cyan"),
    "skipped": ("–", "magenta"),
    "failed": ("✗", "red"),
    "upstream_failed": ("✗", "red"),
}


@dataclass(frozen=True)
class Task:
    """One task of one run."""

    task_id: str
    state: str
    seconds: float | None
    try_number: int


@dataclass(frozen=True)
class Run:
    """One run of one DAG with its tasks in the order in which they started."""

    dag_id: str
    run_id: str
    run_type: str
    state: str
    seconds: float | None
    tasks: tuple[Task, ...]

    def task(self, task_id: str) -> Task | None:
        """Return a task by its id."""
        return next((task for task in self.tasks if task.task_id == task_id), None)


Show = Callable[[list[Run]], None]


def look(airflow: Running, known: frozenset[str] = frozenset()) -> list[Run]:
    """Return all runs as they are now, oldest first, without those named in `known`."""
    runs = []
    for run in airflow.client.runs():
        if run["dag_run_id"] in known:
            continue
        entries = airflow.client.tasks(run["dag_id"], run["dag_run_id"])
        entries.sort(key=lambda entry: entry["start_date"] or "9")
        tasks = tuple(
            Task(entry["task_id"], entry["state"] or "-", entry["duration"], entry["try_number"])
            for entry in entries
        )
        runs.append(
            Run(
                run["dag_id"],
                run["dag_run_id"],
                run["run_type"],
                run["state"],
                run["duration"],
                tasks,
            )
        )
    return runs


def _all_announced(airflow: Running) -> bool:
    """Return whether every asset event so far has started the runs that wait for it."""
    return all(event["created_dagruns"] for event in airflow.client.asset_events())


def follow(
    airflow: Running, show: Show, known: frozenset[str], timeout_seconds: float
) -> list[Run]:
    """Wait until no run is under way and every asset event has had its run; return all runs.

    Args:
        airflow: where the runs are.
        show: called with the runs at every look.
        known: ids of runs from before, which are left out.
        timeout_seconds: give up after so long.

    Raises:
        LocalAirflowError: a run failed, the time is over, or Airflow is gone; with the end of
            the logs that tell.
    """
    deadline = time.monotonic() + timeout_seconds
    while True:
        try:
            runs = look(airflow, known)
        except NoAnswerError as error:
            raise ended(airflow.installation, str(error)) from error
        show(runs)
        failed = [run for run in runs if run.state == "failed"]
        if failed:
            raise LocalAirflowError(_failure(airflow, failed))
        if not any(run.state in UNDER_WAY for run in runs) and _all_announced(airflow):
            return runs
        if time.monotonic() > deadline:
            still = [run for run in runs if run.state in UNDER_WAY]
            headline = f"not done after {timeout_seconds:.0f} s\n"
            raise LocalAirflowError(headline + _failure(airflow, still))
        time.sleep(LOOK_EVERY_SECONDS)


def _failure(airflow: Running, runs: list[Run]) -> str:
    """Return which tasks did not end well, each with the end of its log."""
    logs = airflow.installation.logs / "tasks"
    parts = []
    for run in runs:
        parts.append(f"{run.dag_id} ({run.run_id}): {run.state}")
        for task in run.tasks:
            if task.state in {"success", "skipped", "-", "upstream_failed"}:
                continue
            folder = logs / f"dag_id={run.dag_id}" / f"run_id={run.run_id}"
            log = folder / f"task_id={task.task_id}" / f"attempt={task.try_number}.log"
            parts += [f"  {task.task_id}: {task.state}", log_tail(log)]
    return "\n".join(parts)


def _table(runs: list[Run], elapsed: float) -> Table:
    """Return one row a run: a terminal may be no higher than the number of tasks."""
    table = Table("DAG", "tasks", title=f"{elapsed:.0f} s", title_justify="left", box=None)
    for run in runs:
        table.add_row(run.dag_id, "  ".join(_word(task) for task in run.tasks))
    return table


def _word(task: Task) -> str:
    sign, style = SIGNS.get(task.state, ("·", "dim"))
    seconds = f" {task.seconds:.0f} s" if task.seconds is not None else ""
    return f"[{style}]{sign} {task.task_id}{seconds}[/]"


def _pairs(runs: list[Run]) -> list[tuple[Run, Task]]:
    return [(run, task) for run in runs for task in run.tasks]


def _line_printer(began: float) -> Show:
    """Return what prints one line for every change of a task's state."""
    seen: dict[tuple[str, str], str] = {}

    def show(runs: list[Run]) -> None:
        for run, task in _pairs(runs):
            key = (run.run_id, task.task_id)
            if task.state == "-" or seen.get(key) == task.state:
                continue
            seen[key] = task.state
            ended = task.seconds is not None and task.state != "running"
            took = f" ({task.seconds:.1f} s)" if ended else ""
            at = f"{time.monotonic() - began:5.0f} s"
            click.echo(f"  {at}  {run.dag_id}.{task.task_id}: {task.state}{took}", err=True)

    return show


@contextmanager
def progress() -> Iterator[Show]:
    """Show states as a table that keeps up on a terminal, else as one line a change."""
    began = time.monotonic()
    console = Console(stderr=True)
    if console.is_terminal:
        with Live(console=console, auto_refresh=False) as live:
            yield lambda runs: live.update(_table(runs, time.monotonic() - began), refresh=True)
        return
    yield _line_printer(began)
