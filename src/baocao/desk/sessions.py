"""Sessions: a signed cookie names a login that the store knows and can end.

The cookie holds a random token, signed. Before a login the same cookie serves the login form's
CSRF token; a login gives out another token, so that one planted before is worth nothing.
"""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from itsdangerous import BadSignature, Signer

from baocao.desk.store import Store
from baocao.errors import UsageError
from baocao.files import sync_directory
from baocao.settings import Settings

SHORTEST_SECRET = 32
LASTS_SECONDS = 12 * 3600
IDLE_SECONDS = 2 * 3600
NOTED_EVERY_SECONDS = 60


def secret_of(settings: Settings) -> str:
    """Return what cookies are signed with: the setting, or a secret made once and kept in `desk`.

    Raises:
        UsageError: the setting is too short to be a secret.
    """
    if settings.desk_secret:
        if len(settings.desk_secret) < SHORTEST_SECRET:
            raise UsageError(
                f"BAOCAO_DESK_SECRET: quá ngắn / too short; cần / expected ≥ {SHORTEST_SECRET} "
                "ký tự / characters, e.g. `openssl rand -hex 32`"
            )
        return settings.desk_secret
    path = settings.desk / "secret"
    if not path.exists():
        _make_secret(path)
    return path.read_text(encoding="ascii")


def _make_secret(path: Path) -> None:
    """Write a new secret that only the owner ever can read; of two at once one stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        if not path.exists():
            os.link(temporary, path)
            sync_directory(path.parent)
    except FileExistsError:
        return
    finally:
        temporary.unlink(missing_ok=True)


@dataclass(frozen=True)
class Sessions:
    """Gives out, checks and ends sessions."""

    store: Store
    secret: str

    @property
    def _signer(self) -> Signer:
        key = self.secret
        return Signer(key, salt="baocao.desk", key_derivation="hmac", digest_method=hashlib.sha256)

    def token(self, cookie: str | None) -> str | None:
        """Return the token in a cookie that we signed, else None."""
        if not cookie:
            return None
        try:
            return self._signer.unsign(cookie).decode("ascii")
        except (BadSignature, UnicodeError):
            return None

    def cookie(self, token: str) -> str:
        """Return a token as a cookie holds it."""
        return self._signer.sign(token).decode("ascii")

    def csrf(self, token: str) -> str:
        """Return what a form must bring back to be from one of our pages in this session."""
        key = self.secret.encode()
        return hmac.new(key, b"csrf:" + token.encode(), hashlib.sha256).hexdigest()

    def is_ours(self, token: str, csrf: str) -> bool:
        """Tell whether a form brought the right token, in constant time."""
        return hmac.compare_digest(self.csrf(token).encode(), csrf.encode("utf-8", "replace"))

    def start(self, account_id: int) -> str:
        """Begin a session and return its token; sessions that are over are forgotten."""
        token, now = new_token(), self.store.clock()
        with self.store.work() as connection:
            connection.execute(
                "delete from sessions where started_at <= ? or seen_at <= ?",
                (now - LASTS_SECONDS, now - IDLE_SECONDS),
            )
            connection.execute(
                "insert into sessions (token_hash, account_id, started_at, seen_at) "
                "values (?, ?, ?, ?)",
                (_hash(token), account_id, now, now),
            )
        return token

    def account_id(self, token: str) -> int | None:
        """Return whose session a token is; None when it never was one or is over."""
        now = self.store.clock()
        row = self.store.one(
            "select account_id, seen_at from sessions "
            "where token_hash = ? and started_at > ? and seen_at > ?",
            _hash(token),
            now - LASTS_SECONDS,
            now - IDLE_SECONDS,
        )
        if row is None:
            return None
        if row["seen_at"] < now - NOTED_EVERY_SECONDS:
            sql = "update sessions set seen_at = ? where token_hash = ?"
            self.store.write(sql, now, _hash(token))
        return row["account_id"]

    def end(self, token: str) -> None:
        """End a session."""
        self.store.write("delete from sessions where token_hash = ?", _hash(token))


def new_token() -> str:
    """Return a token that nobody can guess."""
    return secrets.token_urlsafe(32)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
