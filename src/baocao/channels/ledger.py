"""What a channel has taken: a small SQLite file that survives a kill and a power cut.

Without it nothing is lost and nothing doubled: what lies at the source is copied again under the
same name and time, and ingest knows such a delivery. It holds hashes, unit codes and times only.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

PRIVATE_FOLDER = 0o700
_TABLES = """
create table if not exists deliveries (
    key text primary key, sender text not null, arrived_ns integer not null,
    is_delivered integer not null default 0
);
create table if not exists sightings (
    place text primary key, stamp text not null, seen_at text not null
);
create table if not exists letters (letter text primary key);
"""


class Ledger:
    """The ledger of one channel; each method is one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Keep an open connection.

        Args:
            connection: in autocommit mode, its tables made.
        """
        self._connection = connection

    def intend(self, key: str, sender: str, arrived_ns: int) -> tuple[str, int]:
        """Return under which sender and time a file is delivered: as first intended, for ever."""
        self._connection.execute(
            "insert or ignore into deliveries (key, sender, arrived_ns) values (?, ?, ?)",
            (key, sender, arrived_ns),
        )
        row = self._connection.execute(
            "select sender, arrived_ns from deliveries where key = ?", (key,)
        ).fetchone()
        return row[0], row[1]

    def delivered(self, key: str) -> None:
        """Note that a file lies in the inbox, whole and safe from a power cut."""
        self._connection.execute("update deliveries set is_delivered = 1 where key = ?", (key,))

    def is_delivered(self, key: str) -> bool:
        """Return whether a file lies in the inbox or has been ingested from there."""
        query = "select 1 from deliveries where key = ? and is_delivered = 1"
        return self._connection.execute(query, (key,)).fetchone() is not None

    def first_seen(self, place: str, stamp: str, now: datetime) -> datetime:
        """Return since when a place has shown the same size and time."""
        self._connection.execute(
            "insert into sightings values (?1, ?2, ?3) on conflict (place) do update"
            " set stamp = ?2, seen_at = ?3 where stamp <> ?2",
            (place, stamp, now.isoformat()),
        )
        row = self._connection.execute(
            "select seen_at from sightings where place = ?", (place,)
        ).fetchone()
        return datetime.fromisoformat(row[0])

    def forget_sighting(self, place: str) -> None:
        """Forget a place whose file has been taken."""
        self._connection.execute("delete from sightings where place = ?", (place,))

    def note_letter(self, letter: str) -> None:
        """Note that every attachment of a letter has been delivered."""
        self._connection.execute("insert or ignore into letters values (?)", (letter,))

    def letters(self) -> set[str]:
        """Return the letters whose attachments have all been delivered."""
        return {row[0] for row in self._connection.execute("select letter from letters")}


@contextmanager
def open_ledger(path: Path) -> Iterator[Ledger]:
    """Yield the ledger of a channel; made where missing, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    connection = sqlite3.connect(path, isolation_level=None, timeout=60)
    try:
        connection.execute("pragma synchronous = full")
        connection.executescript(_TABLES)
        yield Ledger(connection)
    finally:
        connection.close()
