"""How often one may fail to log in before having to wait."""

import math
import sqlite3
from dataclasses import dataclass

from baocao.desk.store import Store
from baocao.files import short_hash

WINDOW_SECONDS = 15 * 60
# One office tries one account; many offices may stand behind one address; and somebody who tries
# from many addresses must not get further by it.
MOST_OF_PAIR, MOST_OF_ADDRESS, MOST_OF_ACCOUNT = 5, 30, 30


@dataclass(frozen=True)
class Limits:
    """Failed logins of the last quarter of an hour, counted against three things."""

    store: Store

    def attempt(self, unit_code: str, address: str) -> int:
        """Count a login as failed until it has succeeded; return 0.

        Where too many have failed, nothing is counted: return for how many seconds to wait.
        """
        now = self.store.clock()
        since = now - WINDOW_SECONDS
        targets = _targets(unit_code, address)
        with self.store.work() as connection:
            # Takes the file for writing at once: of many tries at the same time each is counted.
            connection.execute("delete from failures where failed_at <= ?", (since,))
            wait = max(_wait(connection, target, most, since) for target, most in targets.items())
            if wait == 0:
                connection.executemany(
                    "insert into failures (against, failed_at) values (?, ?)",
                    [(target, now) for target in targets],
                )
        return wait

    def succeeded(self, unit_code: str, address: str) -> None:
        """Take back what `attempt` counted, and what this office failed at before."""
        pair, *others = _targets(unit_code, address)
        newest = "select max(rowid) from failures where against = ?"
        with self.store.work() as connection:
            connection.execute("delete from failures where against = ?", (pair,))
            for target in others:
                connection.execute(f"delete from failures where rowid = ({newest})", (target,))


def _wait(connection: sqlite3.Connection, target: str, most: int, since: float) -> int:
    """Return in how many seconds one of the last `most` failures no longer counts."""
    rows = connection.execute(
        "select failed_at from failures where against = ? order by failed_at desc limit ?",
        (target, most),
    ).fetchall()
    return math.ceil(rows[-1]["failed_at"] - since) if len(rows) == most else 0


def _targets(unit_code: str, address: str) -> dict[str, int]:
    """Return what a failure counts against; hashed, for people type all kinds of things."""
    unit_code = unit_code.lower()
    return {
        short_hash("pair", unit_code, address): MOST_OF_PAIR,
        short_hash("address", address): MOST_OF_ADDRESS,
        short_hash("account", unit_code): MOST_OF_ACCOUNT,
    }
