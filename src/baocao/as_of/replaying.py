"""Building the tables for an instant, once, and opening them like a published version."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb

from baocao import __version__
from baocao.as_of.instants import require_past, stamp
from baocao.building import build
from baocao.building import decisions as flag_decisions
from baocao.building.records import config_hash
from baocao.copying import copy_tables
from baocao.deciding.log import load_decisions
from baocao.errors import UsageError
from baocao.files import atomic_directory, only_holder, short_hash, write_atomic
from baocao.landing import batches_folder, receipts
from baocao.publishing import READ_ONLY, READERS_NAME, connect_file
from baocao.settings import Settings


def open_replay(settings: Settings, instant: datetime) -> duckdb.DuckDBPyConnection:
    """Open the tables as they stood at an instant, read-only; they are built where missing.

    Raises:
        UsageError: the instant is in the future, or before anything had been received.
        BuildFailed: dbt reported an error.
    """
    return connect_file(replay(settings, instant) / READERS_NAME)


def replay(settings: Settings, instant: datetime) -> Path:
    """Return the folder with the tables as they stood at an instant; build them where missing.

    What is kept is found again by instant, configuration, what had landed of that time and what had
    been decided about flags: a file that is taken in later, but had been received before, makes a
    new replay.
    Safe to kill at any point and to call again.

    Raises:
        UsageError: the instant is in the future, or before anything had been received.
        BuildFailed: dbt reported an error.
    """
    target = replay_folder(settings, instant)
    if target.exists():
        return target
    with _only_one(target.parent):
        if not target.exists():  # else somebody else made it while we waited
            _make(settings, instant, target)
    return target


def replay_folder(settings: Settings, instant: datetime) -> Path:
    """Return where a replay is kept, made or not: another configuration has another place.

    Raises:
        UsageError: the instant is in the future, or before anything had been received.
    """
    require_past(instant, settings.now)
    known = _batches_known(settings, instant)
    decisions = flag_decisions.states(load_decisions(settings, instant), instant)
    return (
        settings.home
        / "as_of"
        / short_hash(config_hash(settings), instant.isoformat(), *known, *decisions)
    )


def _batches_known(settings: Settings, instant: datetime) -> list[str]:
    """Return the batches of which something had been received by the instant.

    Raises:
        UsageError: there are none.
    """
    received = receipts(settings)
    earliest = {batch: min(instants) for batch, instants in received.items() if instants}
    known = [batch for batch, first in earliest.items() if first <= instant]
    if not known:
        since = stamp(min(earliest.values())) if earliest else "—"
        raise UsageError(
            f"--as-of: {stamp(instant)}: khi đó chưa nhận được báo cáo nào, báo cáo đầu tiên nhận "
            f"lúc {since} / nothing had been received by then, the first report came at {since}"
        )
    return known


def _make(settings: Settings, instant: datetime, target: Path) -> None:
    """Build in a state of its own that shares nothing with the present one but what landed."""
    with (
        tempfile.TemporaryDirectory(prefix=".state-", dir=target.parent) as home,
        atomic_directory(target) as folder,
    ):
        past = replace(settings, home=Path(home), now=instant, as_of=None)
        past.landing.mkdir()
        batches_folder(past).symlink_to(batches_folder(settings))
        past.decisions.symlink_to(settings.decisions)
        # The tests judged the same code on the same landing when the present was built.
        build(past, full=True, judged=False)
        tables = copy_tables(past.warehouse_file, folder / READERS_NAME)
        (folder / READERS_NAME).chmod(READ_ONLY)
        manifest = {
            "as_of": instant.isoformat(),
            "batches": _batches_known(settings, instant),
            "config_hash": config_hash(settings),
            "created_at": settings.now.isoformat(),
            "baocao_version": __version__,
            "tables": tables,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=2)
        write_atomic(folder / "manifest.json", text + "\n", READ_ONLY)


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Hold the lock of replays and remove what a killed one left half made."""
    folder.mkdir(parents=True, exist_ok=True)
    with only_holder(folder / ".lock"):
        for left_behind in (*folder.glob(".*.tmp"), *folder.glob(".state-*")):
            shutil.rmtree(left_behind)
        yield
