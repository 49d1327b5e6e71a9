"""Accounts: one for each unit that hands in, bound to the unit and not to its code alone.

Codes are reused: 01843 is one unit before 1 July 2025 and another from that day. Each has an
account of its own under the same code, and the password tells which of the two logs in.
"""

import re
import sqlite3
from dataclasses import dataclass
from datetime import date

from baocao.desk import passwords
from baocao.desk.store import Store
from baocao.errors import UsageError
from baocao.registry import Registry, Unit

# What can be the name of a folder in the inbox and among the receipts.
PLAIN_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
COLUMNS = "account_id, unit_code, unit_valid_from, is_disabled"


@dataclass(frozen=True)
class Account:
    """One account; `unit_valid_from` completes the key of its unit."""

    account_id: int
    unit_code: str
    unit_valid_from: date
    is_disabled: bool

    def unit(self, registry: Registry) -> Unit | None:
        """Return the unit, None when the reference data no longer have it."""
        unit = registry.unit(self.unit_code, self.unit_valid_from)
        return unit if unit and unit.valid_from == self.unit_valid_from else None


def _account(row: sqlite3.Row) -> Account:
    valid_from = date.fromisoformat(row["unit_valid_from"])
    return Account(row["account_id"], row["unit_code"], valid_from, bool(row["is_disabled"]))


class Accounts:
    """The accounts in a store."""

    def __init__(self, store: Store) -> None:
        """Keep the store."""
        self._store = store

    def all(self) -> list[Account]:
        """Return every account, by unit."""
        sql = f"select {COLUMNS} from accounts order by unit_code, unit_valid_from"
        return [_account(row) for row in self._store.rows(sql)]

    def of(self, unit: Unit) -> Account | None:
        """Return the account of a unit, disabled ones too."""
        sql = f"select {COLUMNS} from accounts where unit_code = ? and unit_valid_from = ?"
        row = self._store.one(sql, unit.unit_code, unit.valid_from.isoformat())
        return _account(row) if row else None

    def active(self, account_id: int) -> Account | None:
        """Return an account by its number, None when it may not log in."""
        sql = f"select {COLUMNS} from accounts where account_id = ? and is_disabled = 0"
        row = self._store.one(sql, account_id)
        return _account(row) if row else None

    def check(self, unit: Unit, *, has_account: bool) -> None:
        """Make sure that a unit can have an account, and has one or has none.

        Raises:
            UsageError: it is otherwise.
        """
        if not PLAIN_CODE.fullmatch(unit.unit_code):
            raise UsageError(
                f"{unit.unit_code!r}: mã không dùng làm tên thư mục được / cannot name a folder; "
                "cần / expected A-Z a-z 0-9 . _ -"
            )
        known = self.of(unit) is not None
        name = f"{unit.unit_code} ({unit.name_vi})"
        if known and not has_account:
            raise UsageError(
                f"{name}: đã có tài khoản / has an account; "
                "`baocao desk account reset` cấp mật khẩu mới / makes a new password"
            )
        if has_account and not known:
            raise UsageError(f"{name}: chưa có tài khoản / has none; `baocao desk account add`")

    def add(self, unit: Unit) -> str:
        """Make an account and return its password, which is kept nowhere.

        Raises:
            UsageError: the unit has one already, or its code cannot name a folder.
        """
        self.check(unit, has_account=False)
        password = passwords.generate()
        self._store.write(
            "insert into accounts (unit_code, unit_valid_from, password, created_at) "
            "values (?, ?, ?, ?)",
            unit.unit_code,
            unit.valid_from.isoformat(),
            passwords.hashed(password),
            self._store.clock(),
        )
        return password

    def reset(self, unit: Unit) -> str:
        """Give an account a new password, open it if disabled, end its sessions; return the word.

        Raises:
            UsageError: the unit has no account.
        """
        account = self._known(unit)
        password = passwords.generate()
        with self._store.work() as connection:
            connection.execute(
                "update accounts set password = ?, is_disabled = 0 where account_id = ?",
                (passwords.hashed(password), account.account_id),
            )
            self._end_sessions(connection, account)
        return password

    def disable(self, unit: Unit) -> None:
        """Close an account and end its sessions; what it handed in stays.

        Raises:
            UsageError: the unit has no account.
        """
        account = self._known(unit)
        with self._store.work() as connection:
            connection.execute(
                "update accounts set is_disabled = 1 where account_id = ?", (account.account_id,)
            )
            self._end_sessions(connection, account)

    def login(self, unit_code: str, password: str) -> Account | None:
        """Return the account under a code whose password this is, or None.

        An unknown code takes as long as one with an account.
        """
        sql = f"select {COLUMNS}, password from accounts where is_disabled = 0 and unit_code = ?"
        rows = self._store.rows(f"{sql} collate nocase", unit_code)
        found = [row for row in rows if passwords.matches(password, row["password"])]
        if not rows:
            passwords.matches(password, passwords.NOBODY)
        return _account(found[0]) if found else None

    def _known(self, unit: Unit) -> Account:
        self.check(unit, has_account=True)
        account = self.of(unit)
        if account is None:
            raise LookupError(unit.unit_code)
        return account

    def _end_sessions(self, connection: sqlite3.Connection, account: Account) -> None:
        connection.execute("delete from sessions where account_id = ?", (account.account_id,))
