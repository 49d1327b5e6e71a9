"""Many small batches of landing become one, so that reading does not slow down with their number.

Each run of ingest and each upload lands a batch of its own. Batches that the warehouse is built
from are merged; the merged folder names them, and stands for them from the moment at which it gets
its name. The folders it stands for stay for a day, for whoever is still reading them.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from baocao import landing
from baocao.building import records
from baocao.files import only_holder, short_hash, sync_directory
from baocao.settings import Settings

FEWEST = 16
MOST_CELLS = 2_000_000
# Longer than any run may take.
GRACE_SECONDS = 24 * 3600
STAGING = "compacting"


@dataclass(frozen=True)
class Compaction:
    """What was done.

    Attributes:
        merged: how many folders were merged, 0 for none.
        folders: how many there are now, those waiting to be removed left out.
        removed: how many that others stand for were removed.
    """

    merged: int
    folders: int
    removed: int


def compact(settings: Settings, fewest: int = FEWEST) -> Compaction:
    """Merge small batches that the warehouse is built from, and remove what was merged before.

    Safe to kill at any point and to call again; safe beside ingest, builds and readers. What is not
    built yet, or waits for its time of receipt, is left as it is.

    Args:
        settings: where landing and the record of the last build are.
        fewest: with fewer small folders than this nothing is merged.

    Raises:
        StateError: the record of the last build cannot be read.
    """
    with _only_one(settings):
        removed = _remove_replaced(settings)
        merged = 0
        for group in _groups(settings, fewest):
            _merge(settings, group)
            merged += len(group)
        return Compaction(merged, len(set(landing.folders(settings).values())), removed)


def _groups(settings: Settings, fewest: int) -> Iterator[dict[Path, list[str]]]:
    """Yield the folders that become one, with the batches in each, in order of the batches."""
    build = records.load(settings)
    built = set(build.batches) - set(build.pending) if build else set()
    batches: dict[Path, list[str]] = {}
    for batch_id, folder in landing.folders(settings).items():
        batches.setdefault(folder, []).append(batch_id)
    small = {folder: ids for folder, ids in batches.items() if built.issuperset(ids)}
    sizes = {folder: pq.read_metadata(folder / "cells.parquet").num_rows for folder in small}
    group: dict[Path, list[str]] = {}
    cells = 0
    candidates = [folder for folder in small if sizes[folder] < MOST_CELLS // 2]
    if len(candidates) < fewest:
        return
    for folder in candidates:
        if group and cells + sizes[folder] > MOST_CELLS:
            yield group
            group, cells = {}, 0
        group[folder] = small[folder]
        cells += sizes[folder]
    if len(group) > 1:
        yield group


def _merge(settings: Settings, group: dict[Path, list[str]]) -> None:
    """Write the tables of some folders into a new one, which stands for them at once."""
    members = sorted(batch_id for ids in group.values() for batch_id in ids)
    target = landing.batches_folder(settings) / f"m{short_hash(*members)}"
    staging = settings.landing / STAGING / target.name
    shutil.rmtree(staging.parent, ignore_errors=True)
    staging.mkdir(parents=True)
    tables = {
        name: pa.concat_tables([pq.read_table(folder / f"{name}.parquet") for folder in group])
        for name in landing.SCHEMAS
    }
    landing.write_tables(staging, tables)
    (staging / landing.MEMBERS).write_text(json.dumps(members), encoding="utf-8")
    for path in staging.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    staging.rename(target)
    sync_directory(target.parent)


def _remove_replaced(settings: Settings) -> int:
    """Remove the folders that another has stood for for a day; return how many."""
    standing = set(landing.folders(settings).values())
    whole = {path for path in standing if (path / landing.MEMBERS).exists()}
    latest = max((path.stat().st_mtime for path in whole), default=None)
    if latest is None or settings.now.timestamp() - latest < GRACE_SECONDS:
        return 0
    replaced = [
        path
        for path in landing.batches_folder(settings).iterdir()
        if path.is_dir() and path.name != landing.EMPTY_BATCH and path not in standing
    ]
    for path in replaced:
        shutil.rmtree(path)
    return len(replaced)


@contextmanager
def _only_one(settings: Settings) -> Iterator[None]:
    """Hold the lock of compaction; the system frees it when the process ends."""
    settings.landing.mkdir(parents=True, exist_ok=True)
    with only_holder(settings.landing / "compacting.lock"):
        yield
