from rich.console import Console

from baocao.local_airflow.found import times
from baocao.local_airflow.watching import Run, Task


def run(dag_id: str, run_type: str, **tasks: float | None) -> Run:
    done = tuple(
        Task(task_id, "skipped" if seconds is None else "success", seconds, 1)
        for task_id, seconds in tasks.items()
    )
    return Run(dag_id, f"{dag_id}-{run_type}", run_type, "success", 100.0, done)


def shown(runs: list[Run]) -> str:
    console = Console(width=100)
    with console.capture() as capture:
        console.print(times(runs))
    return capture.get()


def test_the_main_work_is_counted_once_and_runs_without_work_are_left_out() -> None:
    text = shown(
        [
            run("ingest_submissions", "manual", check_config=1.0, ingest=20.0, announce=2.0),
            run("ingest_submissions", "scheduled", check_config=3.3, ingest=7.7, announce=None),
            run("build_warehouse", "asset_triggered", build=30.0, publish=5.0, reports=9.0),
            run("build_warehouse", "operator_triggered", build=4.0, publish=1.0, reports=1.0),
        ]
    )
    assert "7.7" not in text
    assert text.splitlines()[-2].split() == ["ingest", "…", "publish", "=", "55.0"]
