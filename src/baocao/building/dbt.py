"""Running dbt in this process, on a warehouse file of our choice."""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import duckdb

from baocao.building.parsed import keep_parsed, load_parsed, parsed_file
from baocao.building.records import NOT_CONFIGURATION, NodeResult
from baocao.building.reference import frozen_landing
from baocao.errors import BuildFailed
from baocao.settings import Settings

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult
    from dbt.contracts.graph.manifest import Manifest

# Called after each node with how many are done and how many there are.
Progress = Callable[[int, int], None]

FAILED = ("error", "fail", "runtime error")
ROWS_SHOWN = 5


def run_dbt(
    settings: Settings,
    arguments: list[str],
    warehouse_file: Path,
    variables: Mapping[str, Any],
    progress: Progress | None = None,
) -> list[NodeResult]:
    """Run one dbt command on a warehouse file and return how each node ended.

    Args:
        settings: where the project, the seeds, landing and the logs are, and what time it is.
        arguments: the command and its options, e.g. ["build", "--exclude", "test_type:unit"].
        warehouse_file: the DuckDB file to build in.
        variables: dbt variables beside `as_of` and `today`.
        progress: told of each node that ends.

    Raises:
        BuildFailed: a node failed; the message names it, with rows of a failed test.
    """
    clock = {"as_of": settings.now.isoformat(), "today": settings.today.isoformat()}
    project = _private_copy(settings)
    options = [
        *("--project-dir", str(project)),
        *("--profiles-dir", str(project)),
        *("--target-path", str(settings.warehouse / "dbt" / "target")),
        *("--log-path", str(settings.logs / "dbt")),
        *("--vars", json.dumps({**clock, **variables})),
        *("--log-level", "none"),
        *("--log-level-file", "info"),
        "--no-use-colors",
    ]
    with _environment(settings, warehouse_file), _let_go():
        manifest = _parsed(parsed_file(settings, project, variables), options)
        callbacks = [_reporter(progress)] if progress else []
        outcome = _invoke([*arguments, *options], manifest, callbacks)
    results = list(getattr(outcome.result, "results", None) or [])
    failures = [result for result in results if result.status in FAILED]
    if failures or not outcome.success:
        raise BuildFailed(_failure_message(failures, warehouse_file, settings.logs / "dbt"))
    return [
        NodeResult(result.node.unique_id, str(result.status), round(result.execution_time, 3))
        for result in results
    ]


def _parsed(path: Path, options: list[str]) -> "Manifest":
    """Return the parsed project, from where it is kept or else made anew and kept."""
    manifest = load_parsed(path)
    if manifest is None:
        manifest = cast("Manifest", _invoke(["parse", *options], None, []).result)
        keep_parsed(path, manifest)
    return manifest


def _invoke(
    words: list[str], manifest: "Manifest | None", callbacks: list[Callable[[Any], None]]
) -> "dbtRunnerResult":
    from dbt.cli.main import dbtRunner

    outcome = dbtRunner(manifest=manifest, callbacks=callbacks).invoke(words)
    if outcome.exception is not None:
        raise BuildFailed(f"dbt: {outcome.exception}") from outcome.exception
    return outcome


def _private_copy(settings: Settings) -> Path:
    """Return a copy of the dbt project, beside a copy of the seeds, as it expects them.

    dbt writes compiled files to paths that it makes from those of its seeds, so it must never work
    on the seeds themselves: with an absolute seed path it writes over them.
    """
    folder = settings.warehouse / "dbt"
    for name, source in (("dbt_project", settings.dbt_project), ("seeds", settings.seeds)):
        shutil.rmtree(folder / name, ignore_errors=True)
        shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns(*NOT_CONFIGURATION))
    return folder / "dbt_project"


@contextmanager
def _environment(settings: Settings, warehouse_file: Path) -> Iterator[None]:
    """Set what the dbt project reads from the environment, and put everything back."""
    values = {
        "BAOCAO_WAREHOUSE_FILE": str(warehouse_file),
        "BAOCAO_LANDING": str(frozen_landing(settings)),
        "DO_NOT_TRACK": "1",
    }
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _let_go() -> Iterator[None]:
    """Close the warehouse after dbt, which keeps it open for as long as its process lives.

    DuckDB finds an open database by its path, so the next build in this process would go on writing
    to a file that has been renamed since.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    try:
        yield
    finally:
        open_database = DuckDBConnectionManager._ENV
        if open_database is not None:
            open_database.close()
        DuckDBConnectionManager.close_all_connections()


def _reporter(progress: Progress) -> Callable[[Any], None]:
    def report(event: Any) -> None:
        name = event.info.name
        if name.startswith("Log") and name.endswith("Result") and hasattr(event.data, "total"):
            progress(event.data.index, event.data.total)

    return report


def _failure_message(failures: list[Any], warehouse_file: Path, log_folder: Path) -> str:
    lines = [f"dbt: {len(failures)} bước hỏng / node(s) failed; log: {log_folder}"]
    for result in failures:
        lines.append(f"  {result.node.unique_id}: {result.message}")
        lines.extend(f"    {row}" for row in _failing_rows(result, warehouse_file))
    return "\n".join(lines)


def _failing_rows(result: Any, warehouse_file: Path) -> list[dict[str, Any]]:
    """Return some of the rows for which a test failed: a count alone helps nobody."""
    query = getattr(result.node, "compiled_code", None)
    if result.node.resource_type != "test" or not query or not warehouse_file.exists():
        return []
    with duckdb.connect(str(warehouse_file)) as connection:
        found = connection.execute(f"select * from ({query}) limit {ROWS_SHOWN}")
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, map(str, row), strict=True)) for row in found.fetchall()]
