"""Landing: what was found in a run's files as one batch of Parquet tables, all of it or nothing."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from baocao import landing
from baocao.files import short_hash, sync_directory
from baocao.ingesting.model import FileResult
from baocao.settings import Settings

# Beside the batches, not among them: readers take every folder there for a whole batch.
STAGING = "staging"


def batch_id_of(results: list[FileResult]) -> str:
    """Return the id of the batch that holds exactly these deliveries."""
    return short_hash(*sorted(result.delivery_id for result in results))


def land(settings: Settings, results: list[FileResult]) -> str:
    """Write the tables of a batch in one atomic step and return the batch's id.

    A batch that has landed already is left as it is.
    """
    batch_id = batch_id_of(results)
    target = landing.batches_folder(settings) / batch_id
    if target.exists() or batch_id in landing.folders(settings):
        return batch_id
    staging = settings.landing / STAGING / f"{batch_id}.{os.getpid()}"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    landing.write_tables(staging, tables_of(results, batch_id, settings.now))
    for path in staging.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    target.parent.mkdir(parents=True, exist_ok=True)
    staging.rename(target)
    sync_directory(target.parent)
    # Arrow keeps what it frees; with every batch that is a little more.
    pa.default_memory_pool().release_unused()
    return batch_id


def clear_staging(settings: Settings) -> None:
    """Remove what killed runs left half-written; for a run that has the landing zone to itself."""
    shutil.rmtree(settings.landing / STAGING, ignore_errors=True)


def tables_of(results: list[FileResult], batch_id: str, now: datetime) -> dict[str, pa.Table]:
    """Return the landing tables of some deliveries."""
    rows = {
        "files": _files(results, batch_id, now),
        "submissions": _submissions(results, now),
        "findings": _findings(results),
    }
    tables = {name: _table(landing.SCHEMAS[name], rows[name]) for name in rows}
    return tables | {"cells": _cells(results)}


# The generators below yield the columns of `landing.SCHEMAS`, in their order.


def _table(schema: pa.Schema, rows: Iterator[tuple[Any, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.table(arrays, schema=schema)


def _files(results: list[FileResult], batch_id: str, now: datetime) -> Iterator[tuple[Any, ...]]:
    for result in results:
        delivery = result.delivery
        yield (
            result.delivery_id,
            batch_id,
            result.file_sha256,
            delivery.file_name,
            delivery.inbox_path,
            delivery.sender_unit_code,
            result.media_type,
            result.outcome,
            delivery.received_at,
            now,
            result.size_bytes,
        )


def _submissions(results: list[FileResult], now: datetime) -> Iterator[tuple[Any, ...]]:
    for result in results:
        delivery = result.delivery
        for one in result.submissions:
            yield (
                one.submission_id,
                result.delivery_id,
                result.file_sha256,
                delivery.file_name,
                delivery.sender_unit_code,
                one.unit_code,
                one.proposed_unit_code,
                one.form_code,
                one.form_version,
                one.period_code,
                one.regime,
                one.layout_code,
                one.sheet,
                one.outcome,
                one.report_date,
                delivery.received_at,
                now,
            )


def _cells(results: list[FileResult]) -> pa.Table:
    """Return the cells; what they share with their submission is repeated by Arrow, not here."""
    owners = [
        (one, result.delivery_id) for result in results for one in result.submissions if one.cells
    ]
    index = np.repeat(np.arange(len(owners)), [len(one.cells) for one, _ in owners])
    keys = zip(
        *(
            (one.submission_id, delivery_id, one.unit_code, one.form_code, one.period_code)
            for one, delivery_id in owners
        ),
        strict=True,
    )
    schema = landing.SCHEMAS["cells"]
    if not owners:
        return schema.empty_table()
    shared = [pa.array(column, pa.string()).take(pa.array(index)) for column in keys]
    own = zip(*(cell for one, _ in owners for cell in one.cells), strict=True)
    types = [field.type for field in schema][len(shared) :]
    arrays = [pa.array(column, kind) for column, kind in zip(own, types, strict=True)]
    return pa.table(shared + arrays, schema=schema)


def _findings(results: list[FileResult]) -> Iterator[tuple[Any, ...]]:
    for result in results:
        whole = replace(result.submissions[0], unit_code=None, findings=result.findings)
        number = 0
        for one in (whole, *result.submissions):
            for finding in one.findings:
                number += 1
                yield (
                    short_hash(result.delivery_id, str(number)),
                    result.delivery_id,
                    None if one is whole else one.submission_id,
                    result.delivery.file_name,
                    result.delivery.sender_unit_code,
                    one.unit_code,
                    one.form_code,
                    one.period_code,
                    finding.indicator_code,
                    finding.category_code,
                    finding.finding_code,
                    finding.severity,
                    finding.sheet,
                    finding.cell,
                    finding.raw_text,
                    finding.expected,
                    finding.message_vi,
                    finding.message_en,
                )
