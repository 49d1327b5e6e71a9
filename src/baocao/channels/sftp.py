"""SFTP folders: the server proves who it is by its host key, or nothing is sent to it.

What has been taken is moved to `_da_nhan/<month>/<key>-<time>/…` of the same server in one rename,
which never replaces anything. A version that its sender put down between our reading and our rename
is moved with it, and found there: the last two months of that folder are looked at like all others.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import asyncssh
import sshfs
from fsspec.asyn import FSTimeoutError, sync

from baocao.channels.connections import Access, plain_errors
from baocao.channels.folders import Found
from baocao.channels.generic import REFUSED, GenericPlace
from baocao.errors import UsageError

TAKEN = "_da_nhan"
USUAL_PORT = 22
CONNECT_SECONDS = 30
ALIVE_SECONDS = 15
# `_da_nhan`, month, key and time: what stands before a taken file's own path.
_BEFORE = 3
_SSH_REFUSED = (
    *REFUSED,
    asyncssh.HostKeyNotVerifiable,
    asyncssh.PermissionDenied,
    asyncssh.KeyImportError,
    asyncssh.KeyEncryptionError,
)
_SSH_PASSING = (asyncssh.Error, OSError, EOFError)


def known_hosts(access: Access, port: int) -> bytes:
    """Return the host keys that are believed, as the lines of a known_hosts file.

    From the connection's extra: `host_key` (type and key), `known_hosts` (lines) or
    `known_hosts_file` (a path); else from the user's own ~/.ssh/known_hosts.

    Raises:
        UsageError: there are none, or the connection says not to look at them.
    """
    extra = access.extra
    if str(extra.get("no_host_key_check", "")).casefold() == "true":
        raise UsageError(f"{access.connection_id}: no_host_key_check không được dùng / refused")
    if extra.get("host_key"):
        host = access.host if port == USUAL_PORT else f"[{access.host}]:{port}"
        return f"{host} {extra['host_key']}\n".encode()
    if extra.get("known_hosts"):
        return str(extra["known_hosts"]).encode()
    path = Path(extra.get("known_hosts_file") or "~/.ssh/known_hosts").expanduser()
    if not path.is_file():
        raise UsageError(
            f"{access.connection_id}: chưa biết khóa máy chủ, ghi host_key vào extra / "
            "the server's key is not known: put host_key into the connection's extra"
        )
    return path.read_bytes()


class SftpPlace(GenericPlace):
    """A tree on an SFTP server."""

    _passing = (asyncssh.Error, EOFError)

    def _connect(self, access: Access) -> Any:
        access.needs("host", "login")
        port = access.port or USUAL_PORT
        key = access.extra.get("private_key") or access.extra.get("key_file")
        if not access.password and not key:
            access.needs("password")
        options: dict[str, Any] = {"password": access.password} if access.password else {}
        if key:
            is_text = bool(access.extra.get("private_key"))
            options["client_keys"] = [str(key).encode() if is_text else str(key)]
            options["passphrase"] = access.extra.get("private_key_passphrase")
        with plain_errors(self._channel, _SSH_REFUSED, _SSH_PASSING):
            return sshfs.SSHFileSystem(
                access.host,
                port=port,
                username=access.login,
                known_hosts=known_hosts(access, port),
                # Nothing of the account under which this runs: its settings, agent and keys.
                config=None,
                agent_path=None,
                **({} if key else {"client_keys": None}),
                connect_timeout=CONNECT_SECONDS,
                keepalive_interval=ALIVE_SECONDS,
                skip_instance_cache=True,
                **options,
            )

    def _root_of(self, location: str) -> str:
        return urlsplit(location).path if "://" in location else location

    @contextmanager
    def one_file(self) -> Iterator[None]:
        """Wrap all work on one file: PermissionError and FileNotFoundError concern it alone."""
        with super().one_file():
            try:
                yield
            except asyncssh.SFTPNoSuchFile:
                raise FileNotFoundError from None
            except (asyncssh.SFTPPermissionDenied, asyncssh.SFTPFailure) as error:
                raise PermissionError(type(error).__name__) from None

    def files(self, now: datetime, unreadable: Callable[[], None]) -> Iterator[Found]:
        """Yield every regular file; of those taken earlier, the last two months'."""
        months = {f"{day:%Y-%m}" for day in (now, now.replace(day=1) - timedelta(days=1))}
        for one in super().files(now, unreadable):
            parts = one.relative.parts
            if parts[0] != TAKEN:
                yield one
            elif len(parts) > _BEFORE and parts[1] in months:
                own = PurePosixPath(*parts[_BEFORE:])
                yield replace(one, relative=own, is_marked=True)

    def mark(self, found: Found, key: str, now: datetime) -> None:
        """Move a file to what has been taken."""
        folder = PurePosixPath(self._root, TAKEN, f"{now:%Y-%m}", f"{key}-{now:%d%H%M%S}")
        target = folder / found.relative
        self._fs.makedirs(str(target.parent), exist_ok=True)
        sync(self._fs.loop, self._rename, found.path, str(target))

    def close(self) -> None:
        """End the connection."""
        with suppress(asyncssh.Error, OSError, FSTimeoutError):
            sync(self._fs.loop, self._end, timeout=CONNECT_SECONDS)

    async def _end(self) -> None:
        self._fs.client.close()
        await self._fs.client.wait_closed()

    async def _rename(self, path: str, target: str) -> None:
        # Not the file system's own `mv`: where a server has no such rename it copies and deletes.
        async with self._fs.client.start_sftp_client() as client:
            await client.rename(path, target)
