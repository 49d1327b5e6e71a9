"""A published table as it is: CSV for people's programs, Parquet for the others."""

import csv
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from baocao.exporting.selecting import Selection
from baocao.reporting.sheets import neutral

BYTE_ORDER_MARK = "\ufeff"


def write_csv(selection: Selection, target: Path) -> int:
    """Write CSV in UTF-8, with the mark by which Excel knows it; return the number of rows.

    Numbers are plain with a point, instants ISO 8601 in UTC, what is missing is empty. Text that a
    spreadsheet would take for a formula is disarmed.
    """
    count = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        file.write(BYTE_ORDER_MARK)
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(selection.columns)
        for row in selection.rows():
            writer.writerow([plain_text(row[column]) for column in selection.columns])
            count += 1
    return count


def plain_text(value: Any) -> str:
    """Return a value as CSV has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return neutral(value) if isinstance(value, str) else str(value)


def write_parquet(selection: Selection, target: Path) -> int:
    """Write Parquet with the table's own types; return the number of rows."""
    batches = selection.batches()
    count = 0
    with pq.ParquetWriter(target, batches.schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
            count += batch.num_rows
    return count
