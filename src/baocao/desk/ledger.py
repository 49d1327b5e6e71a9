"""What has landed, by report and by delivery: grows with the batches, which never change."""

import threading
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from baocao import landing
from baocao.registry import ExpectedReport
from baocao.settings import Settings

# Form, period, and whose report it is or was meant to be: a unit, or whatever a sender owes.
Key = tuple[str, str, str]
SENDER = "sender "
# What a sender handed in that counts.
TAKEN_IN = "taken in from "
TRIES = 3
CAME = ("file_sha256", "sender_unit_code")
WHOSE = ("form_code", "period_code", "unit_code", "proposed_unit_code", "sender_unit_code")
LANDED = ("received_at", "submission_id", "delivery_id", "outcome")
# What came, and from whom.
Bytes = tuple[str, str | None]


class Arrival(NamedTuple):
    """One report that arrived, as landed; arrivals sort by time.

    `is_told` is whether its unit was known or guessed, or its file refused as a whole and no later
    one taken in; a report of nobody known, among others in a file, says nothing of what its sender
    owes.
    """

    received_at: datetime
    submission_id: str
    delivery_id: str
    outcome: str
    is_told: bool
    came: Bytes

    @property
    def is_accepted(self) -> bool:
        """Tell whether its figures count."""
        return self.outcome.startswith("accepted")


class _Batch(NamedTuple):
    arrivals: dict[Key, list[Arrival]]
    first: dict[Bytes, datetime]
    folders: dict[str, str]


class Ledger:
    """Reads each batch once; a batch that is gone (merged into another) is forgotten."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._batches: dict[Path, _Batch] = {}
        self._lock = threading.Lock()
        self._arrivals: dict[Key, list[Arrival]] = {}
        self._first: dict[Bytes, datetime] = {}
        self._folders: dict[str, str] = {}

    def refresh(self, settings: Settings) -> None:
        """Take in what has landed since; cheap when nothing has.

        Raises:
            FileNotFoundError: batches vanish faster than they can be read.
        """
        with self._lock:
            for tries_left in reversed(range(TRIES)):
                present = set(landing.folders(settings).values())
                try:
                    self._follow(present)
                except FileNotFoundError:
                    # Merged into another batch between listing and reading.
                    if tries_left == 0:
                        raise
                else:
                    return

    def _follow(self, present: set[Path]) -> None:
        found = {path: _read(path) for path in sorted(present - self._batches.keys())}
        if self._batches.keys() <= present:
            self._add(found)
            return
        kept = {path: one for path, one in self._batches.items() if path in present}
        self._batches, self._arrivals, self._first, self._folders = {}, {}, {}, {}
        self._add(kept | found)

    def _add(self, batches: dict[Path, _Batch]) -> None:
        for path, batch in batches.items():
            for came, at in batch.first.items():
                self._first[came] = min(at, self._first.get(came, at))
            for key, arrived in batch.arrivals.items():
                # A new list each time: another thread may be going through the old one.
                self._arrivals[key] = self._arrivals.get(key, []) + arrived
            self._folders |= batch.folders
            self._batches[path] = batch

    def arrivals(self, report: ExpectedReport, until: datetime) -> list[Arrival]:
        """Return what arrived for a report until an instant, in order.

        The same bytes sent again do not count, and count from when they first came, whichever
        delivery landed first. What came without a unit is there for each report of that form and
        period that its sender sends.
        """
        whose = (report.unit_code, *(mark + report.sender_unit_code for mark in (SENDER, TAKEN_IN)))
        keys = [(report.form_code, report.period_code, one) for one in whose]
        own, of_file, taken_in = (
            [one for one in self._dated(key) if one.received_at <= until] for key in keys
        )
        # A later file that was taken in has the place of one that was refused as a whole.
        last = max((one.received_at for one in taken_in), default=None)
        told = [
            one._replace(is_told=one.is_told and (last is None or last <= one.received_at))
            for one in of_file
        ]
        return sorted(own + told)

    def _dated(self, key: Key) -> list[Arrival]:
        return [
            one._replace(received_at=self._first.get(one.came, one.received_at))
            for one in self._arrivals.get(key, [])
        ]

    def delivery_in(self, inbox_folder: str) -> str | None:
        """Return the id of the delivery that lay in a folder of the inbox of its own."""
        return self._folders.get(inbox_folder)


def _read(batch: Path) -> _Batch:
    columns = ["inbox_path", "delivery_id", "outcome", "received_at", *CAME]
    files = _rows(batch / "files.parquet", columns)
    first: dict[Bytes, datetime] = {}
    for row in files:
        came = (row["file_sha256"], row["sender_unit_code"])
        first[came] = min(row["received_at"], first.get(came, row["received_at"]))
    whole = {row["delivery_id"] for row in files if row["outcome"] in ("refused", "quarantined")}
    arrivals: dict[Key, list[Arrival]] = defaultdict(list)
    for row in _rows(batch / "submissions.parquet", [*WHOSE, *LANDED, "file_sha256"]):
        unit = row["unit_code"] or row["proposed_unit_code"]
        whose = unit or f"{SENDER}{row['sender_unit_code']}"
        if row["form_code"] and row["period_code"] and row["outcome"] != "duplicate":
            is_told = unit is not None or row["delivery_id"] in whole
            came = (row["file_sha256"], row["sender_unit_code"])
            arrival = Arrival(*(row[name] for name in LANDED), is_told=is_told, came=came)
            form, period = row["form_code"], row["period_code"]
            arrivals[form, period, whose].append(arrival)
            if arrival.is_accepted:
                arrivals[form, period, f"{TAKEN_IN}{row['sender_unit_code']}"].append(arrival)
    folders = {row["inbox_path"].rpartition("/")[0]: row["delivery_id"] for row in files}
    return _Batch(dict(arrivals), first, folders)


def _rows(path: Path, columns: list[str]) -> list[dict[str, Any]]:
    return pq.read_table(path, columns=columns).to_pylist()
