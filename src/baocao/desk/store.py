"""What the page remembers of its own: accounts, sessions, failed logins and who handed in what.

One SQLite file in `desk/`, readable by its owner only. Instants here are seconds since 1970 of the
real clock: how long a session or a lock lasts must not depend on an instant that is replayed.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE_SECONDS = 30
# accounts: one row per unit (code and the day from which it is valid) that may log in.
# sessions: one row per login that has not ended; `token_hash`, so that reading gives no session.
# failures: one row per failed login and thing that it counts against.
# uploads: one row per file handed in here; its delivery is found by `upload_id`.
SCHEMA = """
create table if not exists accounts (
    account_id integer primary key,
    unit_code text not null,
    unit_valid_from text not null,
    password text not null,
    is_disabled integer not null default 0,
    created_at real not null,
    unique (unit_code, unit_valid_from)
);
create table if not exists sessions (
    token_hash text primary key,
    account_id integer not null references accounts (account_id),
    started_at real not null,
    seen_at real not null
);
create table if not exists failures (against text not null, failed_at real not null);
create index if not exists failures_by_target on failures (against, failed_at);
create table if not exists uploads (
    upload_id text primary key,
    account_id integer not null references accounts (account_id),
    inbox_folder text not null,
    file_name text not null,
    received_at text not null
);
create index if not exists uploads_by_account on uploads (account_id);
"""


class Store:
    """The file; a connection is opened for each piece of work, so that any thread may use it."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        """Make the folder and the file where they are missing.

        Args:
            folder: the page's own folder in the state.
            clock: the real time, in seconds since 1970.
        """
        self.clock = clock
        self.folder = folder
        self._file = folder / "desk.sqlite"
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        # SQLite gives its journal the rights of the file.
        os.close(os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600))
        with self.work() as connection:
            connection.executescript(SCHEMA)

    @contextmanager
    def work(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection; what the block wrote is kept whole, or not at all if it fails."""
        connection = sqlite3.connect(self._file, timeout=PATIENCE_SECONDS)
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("pragma foreign_keys = on")
            with connection:
                yield connection
        finally:
            connection.close()

    def one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """Return the first row that a query finds."""
        with self.work() as connection:
            return connection.execute(sql, values).fetchone()

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Return the rows that a query finds."""
        with self.work() as connection:
            return connection.execute(sql, values).fetchall()

    def write(self, sql: str, *values: Any) -> int:
        """Run one statement and return the number of rows that it touched."""
        with self.work() as connection:
            return connection.execute(sql, values).rowcount
