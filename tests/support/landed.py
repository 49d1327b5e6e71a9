"""A landed batch written by code: two files, one read and one refused, that fit together."""

from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from baocao.files import atomic_directory
from baocao.landing import SCHEMAS, batches_folder, write_tables
from baocao.settings import Settings

RECEIVED = datetime(2024, 3, 16, 2, tzinfo=UTC)
INGESTED = datetime(2024, 3, 16, 3, tzinfo=UTC)
Tables = dict[str, list[dict[str, Any]]]

_SHARED = {"unit_code": "01834", "form_code": "F-TCD", "period_code": "2024-Q1"}
_GOOD: Tables = {
    "files": [
        {
            "delivery_id": f"{number:016x}",
            "batch_id": "b1",
            "file_sha256": f"{number:064x}",
            "file_name": f"{number}.xlsx",
            "inbox_path": f"058/{number}.xlsx",
            "sender_unit_code": "058",
            "media_type": "xlsx",
            "outcome": outcome,
            "received_at": RECEIVED,
            "ingested_at": INGESTED,
            "size_bytes": 9000,
        }
        for number, outcome in ((1, "read"), (2, "refused"))
    ],
    "submissions": [
        {
            "submission_id": f"s{number}",
            "delivery_id": f"{number:016x}",
            "file_sha256": f"{number:064x}",
            "file_name": f"{number}.xlsx",
            "sender_unit_code": "058",
            "layout_code": "units_down",
            "sheet": "F-TCD",
            "report_date": date(2024, 3, 15),
            "received_at": RECEIVED,
            "ingested_at": INGESTED,
            **facts,
        }
        for number, facts in (
            (1, {**_SHARED, "form_version": "1", "regime": "ND09", "outcome": "accepted"}),
            (2, {"outcome": "rejected"}),
        )
    ],
    "cells": [
        {
            "submission_id": "s1",
            "delivery_id": f"{1:016x}",
            "indicator_code": indicator,
            "category_code": "_T",
            "role": "value",
            "sheet": "F-TCD",
            "cell": cell,
            "raw_text": text,
            "value_status": status,
            "value": value,
            **_SHARED,
        }
        for indicator, cell, text, status, value in (
            ("TD01", "D9", "1.234", "reported", Decimal(1234)),
            ("TD02", "E9", "không", "zero", Decimal(0)),
            ("TD03", "F9", "", "missing", None),
        )
    ],
    "findings": [
        {
            "finding_id": "f1",
            "delivery_id": f"{2:016x}",
            "submission_id": "s2",
            "file_name": "2.xlsx",
            "sender_unit_code": "058",
            "finding_code": "FIL01",
            "severity": "block",
            "message_vi": "Không đọc được tệp.",
            "message_en": "The file cannot be read.",
        }
    ],
}


def good_tables(number: int = 0) -> Tables:
    """Return the rows of a batch in which everything holds, free to be changed.

    Args:
        number: goes into every id, so that several of these can land together.
    """
    tables = deepcopy(_GOOD)
    for row in (row for rows in tables.values() for row in rows):
        row["delivery_id"] = f"{number:08x}{row['delivery_id'][8:]}"
        for name in ("submission_id", "finding_id"):
            if name in row:
                row[name] = f"{row[name]}-{number}"
    return tables


def land(settings: Settings, batch_id: str, tables: Tables) -> None:
    """Write one batch as ingest would."""
    with atomic_directory(batches_folder(settings) / batch_id) as folder:
        write_tables(
            folder,
            {
                name: pa.Table.from_pylist(rows, schema=SCHEMAS[name])
                for name, rows in tables.items()
            },
        )
