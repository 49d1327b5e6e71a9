"""What has landed before: finished deliveries, known bytes, accepted reports and their versions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from baocao import landing
from baocao.ingesting.model import CellRow, Delivery, FileResult, FindingRow, Submission
from baocao.settings import Settings

ReportKey = tuple[str, str, str]
# What came, and from whom.
Bytes = tuple[str, str | None]
NOT_A_VERSION = "duplicate"


class Known(NamedTuple):
    """A delivery that has landed, or is about to in this run."""

    delivery_id: str
    received_at: datetime
    outcome: str


class History:
    """Look-ups over all landed batches; grows with the run, also in a dry run."""

    def __init__(self, settings: Settings) -> None:
        """Read the keys of everything that has landed.

        Args:
            settings: where the landing zone is.
        """
        self._settings = settings
        self._folder_of: dict[str, Path] = {}
        self._by_bytes: dict[Bytes, Known] = {}
        self._first: dict[Bytes, datetime] = {}
        self._pending: dict[str, list[Submission]] = {}
        self._versions: dict[ReportKey, list[tuple[Bytes, str, bool]]] = defaultdict(list)
        for folder in sorted(set(landing.folders(settings).values())):
            self._read_folder(folder)

    def _read_folder(self, folder: Path) -> None:
        columns = ["delivery_id", "file_sha256", "sender_unit_code", "received_at", "outcome"]
        for row in _columns(folder, "files", columns).to_pylist():
            self._folder_of[row["delivery_id"]] = folder
            came = (row["file_sha256"], row["sender_unit_code"])
            self._know(came, Known(row["delivery_id"], row["received_at"], row["outcome"]))
        columns = ["submission_id", "unit_code", "form_code", "period_code", "outcome"]
        columns += ["file_sha256", "sender_unit_code"]
        for row in _columns(folder, "submissions", columns).to_pylist():
            key = (row["unit_code"], row["form_code"], row["period_code"])
            came = (row["file_sha256"], row["sender_unit_code"])
            self._count(key, came, row["submission_id"], row["outcome"])

    def _know(self, came: Bytes, known: Known) -> None:
        first = self._first.get(came, known.received_at)
        self._first[came] = min(first, known.received_at)
        if known.outcome != NOT_A_VERSION:
            self._by_bytes.setdefault(came, known)

    def _count(
        self, key: tuple[Any, Any, Any], came: Bytes, submission_id: str, outcome: str
    ) -> None:
        if None not in key and outcome != NOT_A_VERSION:
            self._versions[key].append((came, submission_id, outcome.startswith("accepted")))

    def note(self, result: FileResult) -> None:
        """Take note of a delivery of this run, for those that come after it."""
        delivery = result.delivery
        came = (result.file_sha256, delivery.sender_unit_code)
        self._know(came, Known(result.delivery_id, delivery.received_at, result.outcome))
        if result.outcome != NOT_A_VERSION:
            self._pending[result.delivery_id] = [
                replace(one, cells=[], findings=[]) for one in result.submissions
            ]
        for one in result.submissions:
            key = (one.unit_code, one.form_code, one.period_code)
            self._count(key, came, one.submission_id, one.outcome)

    def landed(self, results: Iterable[FileResult], batch_id: str) -> None:
        """Take note that deliveries of this run have landed."""
        folder = landing.batches_folder(self._settings) / batch_id
        for result in results:
            self._folder_of[result.delivery_id] = folder
            self._pending.pop(result.delivery_id, None)

    def is_finished(self, delivery_id: str) -> bool:
        """Tell whether a delivery has landed already."""
        return delivery_id in self._folder_of

    def same_bytes(self, sha256: str, sender: str | None) -> Known | None:
        """Return the delivery of the same bytes from the same sender that landed first, or None."""
        return self._by_bytes.get((sha256, sender))

    def submissions(self, delivery_id: str) -> list[Submission]:
        """Return the submissions of a delivery, without cells and findings."""
        if delivery_id in self._pending:
            return self._pending[delivery_id]
        rows = self._rows(delivery_id, "submissions")
        return [Submission(**_only(Submission, row)) for row in rows]

    def result(self, delivery: Delivery, delivery_id: str) -> FileResult:
        """Return what became of a delivery that has landed, as it was when it landed."""
        file = self._rows(delivery_id, "files")[0]
        submissions = {row["submission_id"]: row for row in self._rows(delivery_id, "submissions")}
        results = {key: Submission(**_only(Submission, row)) for key, row in submissions.items()}
        of_file: list[FindingRow] = []
        for row in self._rows(delivery_id, "cells"):
            cell = CellRow(**{name: row[name] for name in CellRow._fields})
            results[row["submission_id"]].cells.append(cell)
        for row in self._rows(delivery_id, "findings"):
            finding = FindingRow(**{name: row[name] for name in FindingRow._fields})
            owner = results.get(row["submission_id"])
            (owner.findings if owner else of_file).append(finding)
        return FileResult(
            delivery=delivery,
            submissions=list(results.values()),
            findings=of_file,
            **_only(FileResult, file),
        )

    def _rows(self, delivery_id: str, name: str) -> list[dict[str, Any]]:
        folder = self._folder_of.get(delivery_id)
        if folder is None:
            return []
        table = _whole(folder / f"{name}.parquet")
        return table.filter(pc.field("delivery_id") == delivery_id).to_pylist()

    def version(self, key: ReportKey, submission_id: str) -> int:
        """Return which version of its report a submission is, by arrival, counted from 1.

        Bytes that came twice count from when they first came, whichever delivery landed first.
        """
        versions = self._versions.get(key, [])
        ids = [one for _, one in sorted((self._first[came], one) for came, one, _ in versions)]
        return ids.index(submission_id) + 1 if submission_id in ids else len(ids) + 1

    def has_accepted(self, key: ReportKey) -> bool:
        """Tell whether any version of a report has been accepted."""
        return any(accepted for _, _, accepted in self._versions.get(key, []))


def _columns(folder: Path, name: str, columns: list[str]) -> pa.Table:
    return pq.read_table(folder / f"{name}.parquet", columns=columns)


@lru_cache(maxsize=2 * len(landing.SCHEMAS))
def _whole(path: Path) -> pa.Table:
    """Return a table of a batch: it never changes, and one batch holds hundreds of deliveries."""
    return pq.read_table(path)


def _only(kind: type, row: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a row that a dataclass has fields for."""
    return {field.name: row[field.name] for field in fields(kind) if field.name in row}
