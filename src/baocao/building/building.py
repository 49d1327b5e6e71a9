"""One build: decide what to make again, make it beside the warehouse, put it in its place."""

import fcntl
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from baocao.building import corrections
from baocao.building import decisions as flag_decisions
from baocao.building.affected import Affected, affected_periods
from baocao.building.dbt import Progress, run_dbt
from baocao.building.records import Build, NodeResult, config_hash, load, save
from baocao.building.reference import freeze_landing, prepare_reference
from baocao.building.runs import FIGURES_AT_ONCE, Run, merged, runs_of, slices_of
from baocao.deciding.log import Decision, load_decisions
from baocao.errors import StateError
from baocao.files import short_hash, sync_directory
from baocao.landing import batch_ids, receipts
from baocao.registry import Registry
from baocao.registry.corrections import Correction
from baocao.registry.corrections import load as load_corrections
from baocao.settings import Settings, parse_instant
from baocao.territory import compile_territory, map_digest

EVERYTHING = Affected([], [], unplaced=True)


@dataclass(frozen=True)
class BuildResult:
    """What a call of `build` did.

    Attributes:
        build_id: the build that the warehouse now holds.
        changed: False when there was nothing to do.
        full: whether every row was made anew.
        periods: the periods made anew; empty when full, or when nothing changed.
        new_batches: landed batches that this build took in.
        nodes: how each dbt node ended.
        seconds: how long it took.
        refused: the faults of the rules that the warehouse is judged without.
    """

    build_id: str
    changed: bool
    full: bool
    periods: list[str]
    new_batches: list[str]
    nodes: list[NodeResult]
    seconds: float
    refused: list[str]

    def summary(self) -> dict[str, Any]:
        """Return the result as plain data, with the nodes counted by status."""
        statuses = sorted({node.status for node in self.nodes})
        counts = {status: sum(n.status == status for n in self.nodes) for status in statuses}
        return {**vars(self), "nodes": counts}


def build(
    settings: Settings,
    full: bool = False,
    progress: Progress | None = None,
    *,
    judged: bool = True,
    at_once: int = FIGURES_AT_ONCE,
) -> BuildResult:
    """Bring the warehouse up to what has landed and to the settings' clock.

    Only periods that changed are made again, unless `full` is asked for, the configuration changed,
    or the warehouse is not the one that the record describes. Both ways give the same rows. A new
    day is something to do too, for missing reports count days. Safe to kill and to call again.

    Args:
        settings: where everything is, and what time it is.
        full: make every row anew, from an empty file.
        progress: told of each dbt node that ends.
        judged: run dbt's tests on what was made.
        at_once: a full build of more landed figures takes several runs of dbt, period after period.

    Raises:
        ConfigError: seeds or rules are not fit to run with, or a correction matches nothing.
        BuildFailed: dbt reported an error; the warehouse is as before.
        StateError: another build is running, or the record of the last one cannot be read.
    """
    started = time.monotonic()
    registry = Registry.load(settings.seeds)
    settled = load_corrections(settings.seeds, registry)
    with _only_writer(settings):
        last = None if full else load(settings)
        now_hash = _configuration(settings, registry)
        batches = batch_ids(settings)
        last = last if last and _can_continue(settings, last, now_hash, batches) else None
        decisions = load_decisions(settings, settings.now)
        affected, new = _to_do(settings, registry, settled, decisions, last, batches)
        if last is not None and affected.nothing and not new and last.day == settings.today:
            seconds = time.monotonic() - started
            return BuildResult(last.build_id, False, False, [], [], [], seconds, last.refused)
        refused = prepare_reference(settings, registry, decisions)
        freeze_landing(settings, batches)
        slices = slices_of(settings, registry, at_once) if last is None else []
        runs = runs_of(affected, slices, full=last is None, judged=judged)
        nodes = _make(settings, runs, last is None, settled, progress)
        pending = _pending(settings, new, last)
        made = _record(settings, batches, settled, decisions, now_hash, pending)
        made = replace(made, full=last is None, periods=affected.looking_back, refused=refused)
        save(settings, replace(made, nodes=nodes))
    seconds, again = time.monotonic() - started, affected.periods
    return BuildResult(made.build_id, True, last is None, again, new, nodes, seconds, refused)


def _to_do(
    settings: Settings,
    registry: Registry,
    settled: Sequence[Correction],
    decisions: Sequence[Decision],
    last: Build | None,
    batches: list[str],
) -> tuple[Affected, list[str]]:
    """Return what is to be made again, and the batches that are new to the last build, if any."""
    if last is None:
        return EVERYTHING, batches
    since = parse_instant(last.as_of, "build.json as_of")
    received = receipts(settings) if last.pending else {}
    arrived = {
        batch for batch in last.pending if any(since < at <= settings.now for at in received[batch])
    }
    new = sorted(set(batches) - set(last.batches) | arrived)
    turned = {
        *corrections.changed_periods(settings, settled, last),
        *flag_decisions.changed_periods(settings, decisions, last),
    }
    return affected_periods(settings, registry, new, last.day, turned), new


def _record(
    settings: Settings,
    batches: list[str],
    settled: Sequence[Correction],
    decisions: Sequence[Decision],
    now_hash: str,
    pending: list[str],
) -> Build:
    """Return what the build is made of; the same inputs give the same build_id."""
    as_of, today = settings.now.isoformat(), settings.today.isoformat()
    states = [
        *corrections.states(settled, settings.now),
        *flag_decisions.states(decisions, settings.now),
    ]
    # While files are still to be received, any instant may bring one.
    moment = [as_of] if pending else []
    build_id = short_hash(now_hash, today, *batches, *states, *moment)
    return Build(
        build_id,
        as_of,
        today,
        batches,
        now_hash,
        full=True,
        pending=pending,
        decisions=len(decisions),
    )


def _configuration(settings: Settings, registry: Registry) -> str:
    """Return a hash of what rows are made by: another one makes every period anew.

    History is restated on today's map, so the day belongs to it where it changes the map.
    """
    map_now = map_digest(compile_territory(registry, settings.today))
    return short_hash(config_hash(settings), map_now)


def _can_continue(settings: Settings, last: Build, now_hash: str, batches: list[str]) -> bool:
    """Return whether the warehouse can be brought up to date from where the last build left it."""
    return (
        settings.warehouse_file.exists()
        and last.config_hash == now_hash
        and set(last.batches) <= set(batches)
        and last.day <= settings.today
    )


def _pending(settings: Settings, new: Iterable[str], last: Build | None) -> list[str]:
    """Return the batches with a file that is received after the present of this build.

    It is left out of this build, and a later one takes it in.
    """
    candidates = set(new) | set(last.pending if last else [])
    received = receipts(settings) if candidates else {}
    return [
        batch
        for batch in sorted(candidates)
        if max(received[batch], default=settings.now) > settings.now
    ]


def _make(
    settings: Settings,
    runs: Sequence[Run],
    full: bool,
    settled: Sequence[Correction],
    progress: Progress | None,
) -> list[NodeResult]:
    """Make the next warehouse beside the present one and put it in its place."""
    with _workplace(settings) as following:
        if not full:
            shutil.copyfile(settings.warehouse_file, following)
        nodes = [
            node
            for run in runs
            for node in run_dbt(settings, run.arguments, following, run.variables, progress)
        ]
        with duckdb.connect(str(following)) as connection:
            corrections.require_matches(connection, settings.seeds, settled)
            # Nothing may stay behind in a write-ahead log that bears the name of the old place.
            connection.execute("checkpoint")
        following.replace(settings.warehouse_file)
        sync_directory(settings.warehouse)
    return merged(nodes)


@contextmanager
def _workplace(settings: Settings) -> Iterator[Path]:
    """Yield the path at which to make the next warehouse; its folder goes when the block ends.

    The file keeps its name, because DuckDB names a catalog after its file and views hold that name.
    The folder is new each time, because DuckDB finds a database that is open by its path.
    """
    for left_behind in settings.warehouse.glob("next-*"):
        shutil.rmtree(left_behind)
    with tempfile.TemporaryDirectory(prefix="next-", dir=settings.warehouse) as folder:
        yield Path(folder) / settings.warehouse_file.name


@contextmanager
def _only_writer(settings: Settings) -> Iterator[None]:
    """Hold the warehouse's lock; it is released by the system when the process ends.

    Raises:
        StateError: another process holds it.
    """
    path = settings.warehouse / "build.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateError(_being_written(path)) from None
        yield


def _being_written(path: Path) -> str:
    return (
        "Kho đang được một tiến trình khác ghi, hãy đợi và chạy lại / "
        f"the warehouse is being written by another process, wait and run again ({path})"
    )
