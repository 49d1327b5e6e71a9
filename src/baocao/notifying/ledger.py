"""Who was told what and when, and the letters that are still to go: a small SQLite file.

A letter is written down with what it tells in one transaction before it goes, and marked when the
mail server has taken it. After a kill the letters that are not marked go again, as they were, under
the same Message-ID: at most the one that was under way can arrive twice, and none is lost.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from baocao.notifying.telling import Ref

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
WAITING, SENT, REFUSED = "waiting", "sent", "refused"
_TABLES = """
create table if not exists digests (
    digest_id integer primary key, key text not null, day text not null
);
create table if not exists told (
    digest_id integer not null references digests on delete cascade,
    what text not null, since text not null, primary key (digest_id, what, since)
);
create table if not exists letters (
    letter_id integer primary key,
    digest_id integer not null references digests on delete cascade,
    address text not null, state text not null, content blob
);
"""


@dataclass(frozen=True)
class Letter:
    """A letter that is still to go."""

    letter_id: int
    key: str
    address: str
    content: bytes


class Ledger:
    """The ledger of letters; each method is one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Keep an open connection.

        Args:
            connection: in autocommit mode, its tables made.
        """
        self._connection = connection

    def told(self, key: str) -> set[Ref]:
        """Return what somebody has been told, letters under way counted in."""
        rows = self._connection.execute(
            "select what, since from told join digests using (digest_id) where key = ?", (key,)
        )
        return {(what, since) for what, since in rows}

    def last_day(self, key: str) -> date | None:
        """Return the day on which somebody was told something last."""
        row = self._connection.execute(
            "select max(day) from digests where key = ?", (key,)
        ).fetchone()
        return date.fromisoformat(row[0]) if row[0] else None

    def write_down(
        self, key: str, day: date, refs: Iterable[Ref], letters: Iterable[tuple[str, bytes]]
    ) -> None:
        """Note what somebody is told, and the letters by address, in one step."""
        with self._transaction():
            cursor = self._connection.execute(
                "insert into digests (key, day) values (?, ?)", (key, day.isoformat())
            )
            digest_id = cursor.lastrowid
            self._connection.executemany(
                "insert into told values (?, ?, ?)", [(digest_id, *ref) for ref in refs]
            )
            self._connection.executemany(
                "insert into letters (digest_id, address, state, content) values (?, ?, ?, ?)",
                [(digest_id, address, WAITING, content) for address, content in letters],
            )

    def waiting(self) -> list[Letter]:
        """Return the letters that are still to go, oldest first."""
        rows = self._connection.execute(
            "select letter_id, key, address, content from letters join digests using (digest_id) "
            "where state = ? order by letter_id",
            (WAITING,),
        )
        return [Letter(*row) for row in rows]

    def mark(self, letter_id: int, state: str) -> None:
        """Note what became of a letter; its text is kept no longer."""
        self._connection.execute(
            "update letters set state = ?, content = null where letter_id = ?", (state, letter_id)
        )

    def forget_untold(self, before: date) -> None:
        """Forget what was written down before a day and has reached nobody: it is told anew.

        Its mail server was not there for too long, or refused every address.
        """
        with self._transaction():
            self._connection.execute(
                "delete from digests where day < ? and not exists (select 1 from letters "
                "where letters.digest_id = digests.digest_id and state = ?)",
                (before.isoformat(), SENT),
            )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._connection.execute("rollback")
            raise
        self._connection.execute("commit")


@contextmanager
def open_ledger(path: Path) -> Iterator[Ledger]:
    """Yield the ledger; made where missing, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    path.touch(mode=PRIVATE_FILE)
    connection = sqlite3.connect(path, isolation_level=None, timeout=60)
    try:
        connection.execute("pragma synchronous = full")
        connection.execute("pragma foreign_keys = on")
        connection.executescript(_TABLES)
        yield Ledger(connection)
    finally:
        connection.close()
