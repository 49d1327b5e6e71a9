"""The landing zone: the one contract between reading what units send and the warehouse.

`landing/batches/<batch_id>/` holds one Parquet file per table and ingest run, written once and
never changed; `baocao.compacting` merges small ones into a folder that names them.
`landing/reference/` holds what is compiled from `seeds/` and `expectations/`.
All codes are text, instants are UTC, numbers are decimals.
"""

import json
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from baocao.files import atomic_directory
from baocao.settings import Settings

INSTANT = pa.timestamp("us", tz="UTC")
MEASURE = pa.decimal128(18, 4)
EMPTY_BATCH = "empty"
# In a folder into which batches were merged: their ids.
MEMBERS = "members.json"


def _schema(text: str, **others: pa.DataType) -> pa.Schema:
    fields = [(name, pa.string()) for name in text.split()] + list(others.items())
    return pa.schema(fields)


# files: one row per delivery (a file at an instant), with what became of it.
# submissions: one row per report found in a delivery, or per refused whole file.
# cells: one row per located figure of a report that was not refused.
# findings: one row per remark on a file, a report or a cell.
SCHEMAS = {
    "files": _schema(
        "delivery_id batch_id file_sha256 file_name inbox_path sender_unit_code media_type outcome",
        received_at=INSTANT,
        ingested_at=INSTANT,
        size_bytes=pa.int64(),
    ),
    "submissions": _schema(
        "submission_id delivery_id file_sha256 file_name sender_unit_code unit_code"
        " proposed_unit_code form_code form_version period_code regime layout_code sheet outcome",
        report_date=pa.date32(),
        received_at=INSTANT,
        ingested_at=INSTANT,
    ),
    "cells": _schema(
        "submission_id delivery_id unit_code form_code period_code indicator_code category_code"
        " role sheet cell raw_text value_status",
        value=MEASURE,
    ),
    "findings": _schema(
        "finding_id delivery_id submission_id file_name sender_unit_code unit_code form_code"
        " period_code indicator_code category_code finding_code severity sheet cell raw_text"
        " expected message_vi message_en",
    ),
}


def batches_folder(settings: Settings) -> Path:
    """Return the folder that holds one folder per batch."""
    return settings.landing / "batches"


def folders(settings: Settings) -> dict[str, Path]:
    """Return the folder of each batch that has landed, by the batch's id, in order of the ids.

    A folder into which several were merged names them; folders that it stands for do not count,
    whether they are removed already or not. Half-written ones do not count either.
    """
    folder = batches_folder(settings)
    if not folder.is_dir():
        return {}
    paths = [path for path in folder.iterdir() if path.is_dir() and _is_batch(path.name)]
    held = {path: _members(path) for path in paths}
    found: dict[str, Path] = {}
    for path in sorted(paths, key=lambda one: (-len(held[one]), one.name)):
        for batch_id in held[path]:
            found.setdefault(batch_id, path)
    return dict(sorted(found.items()))


def _is_batch(name: str) -> bool:
    return not name.startswith(".") and name != EMPTY_BATCH


def _members(folder: Path) -> list[str]:
    try:
        return json.loads((folder / MEMBERS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return [folder.name]


def batch_ids(settings: Settings) -> list[str]:
    """Return the ids of all batches that have landed, sorted."""
    return list(folders(settings))


def receipts(settings: Settings) -> dict[str, list[datetime]]:
    """Return when the files of each batch were received, UTC, by the batch's id."""
    places = folders(settings)
    found: dict[str, list[datetime]] = {batch_id: [] for batch_id in places}
    for folder in sorted(set(places.values())):
        table = pq.read_table(folder / "files.parquet", columns=["batch_id", "received_at"])
        columns = (table[name].to_pylist() for name in ("batch_id", "received_at"))
        for batch_id, received_at in zip(*columns, strict=True):
            found.setdefault(batch_id, []).append(received_at)
    return found


def write_tables(folder: Path, tables: dict[str, pa.Table]) -> None:
    """Write one Parquet file per table into a folder; the caller makes the folder atomic."""
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")


def ensure_empty_batch(settings: Settings) -> None:
    """Write a batch without rows, so that the warehouse builds before anything has landed."""
    target = batches_folder(settings) / EMPTY_BATCH
    if target.exists():
        return
    with atomic_directory(target) as folder:
        write_tables(folder, {name: schema.empty_table() for name, schema in SCHEMAS.items()})
