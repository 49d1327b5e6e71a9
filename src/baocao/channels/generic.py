"""Any place that fsspec reads, and what SFTP and S3 share with it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import fsspec

from baocao.channels.connections import Access, plain_errors
from baocao.channels.folders import DEEPEST, Found, instant_of
from baocao.errors import UsageError
from baocao.registry.channels import Channel

# What concerns one file and no other.
ONE_FILE = (PermissionError, FileNotFoundError, FileExistsError)
REFUSED = (PermissionError, FileNotFoundError, NotADirectoryError, ImportError, ValueError)


class GenericPlace:
    """A tree reached through an fsspec file system; it is only read."""

    is_atomic = False
    # What a client raises, beside every OSError, when the server is gone.
    _passing: tuple[type[Exception], ...] = ()

    def __init__(self, channel: Channel, access: Access) -> None:
        """Connect.

        Args:
            channel: where the tree is.
            access: host, account and secrets.

        Raises:
            ChannelRefused: account or place are wrong.
            ChannelUnreachable: no answer.
        """
        self._channel = channel
        with plain_errors(channel, REFUSED, (OSError,)):
            self._fs: Any = self._connect(access)
            self._root = self._root_of(channel.location).rstrip("/") or "/"

    def _connect(self, access: Access) -> Any:
        scheme = urlsplit(self._channel.location).scheme
        if scheme not in fsspec.available_protocols():
            raise UsageError(f"{scheme}://: fsspec không biết loại này / fsspec does not know it")
        options = dict(access.extra)
        account = {
            "host": access.host,
            "port": access.port,
            "username": access.login,
            "password": access.password,
        }
        if access.connection_id:
            options |= {name: value for name, value in account.items() if value}
        return fsspec.filesystem(scheme, skip_instance_cache=True, **options)

    def _root_of(self, location: str) -> str:
        return str(self._fs._strip_protocol(location))

    def files(self, now: datetime, unreadable: Callable[[], None]) -> Iterator[Found]:  # noqa: ARG002
        """Yield every regular file below the channel's location.

        Raises:
            ChannelRefused: there is no such folder.
            ChannelUnreachable: no answer.
        """
        with plain_errors(self._channel, REFUSED, (*self._passing, OSError)):
            for path, info in self._entries(unreadable):
                yield self._found(path, info)

    def _entries(self, unreadable: Callable[[], None]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield path and description of each file; links are left alone, wherever they lead."""
        if not self._fs.isdir(self._root):
            raise FileNotFoundError(self._root)
        folders = [(self._root, 0)]
        while folders:
            folder, depth = folders.pop()
            try:
                with self.one_file():
                    entries = self._fs.ls(folder, detail=True)
            except (PermissionError, FileNotFoundError):
                unreadable()
                continue
            for info in entries:
                path = str(info["name"]).rstrip("/")
                if info.get("islink") or PurePosixPath(path).name.startswith("."):
                    continue
                if info["type"] == "directory" and depth < DEEPEST:
                    folders.append((path, depth + 1))
                elif info["type"] == "file":
                    yield path, info

    @contextmanager
    def one_file(self) -> Iterator[None]:
        """Wrap all work on one file: PermissionError and FileNotFoundError concern it alone."""
        with plain_errors(self._channel, (), (*self._passing, OSError), ONE_FILE):
            yield

    def _found(self, path: str, info: dict[str, Any]) -> Found:
        return Found(
            path=path,
            relative=self._relative(path),
            size=int(info.get("size") or 0),
            stamp=self._stamp_of(info),
            changed_at=instant_of(info.get("mtime") or info.get("modified") or info.get("created")),
        )

    def _relative(self, path: str) -> PurePosixPath:
        return PurePosixPath(path.removeprefix(self._root).lstrip("/"))

    def _stamp_of(self, info: dict[str, Any]) -> str:
        changed_at = instant_of(info.get("mtime") or info.get("modified") or info.get("created"))
        return f"{info.get('size')} {changed_at.isoformat() if changed_at else ''}"

    def stamp(self, found: Found) -> str:
        """Return a file's present stamp."""
        return self._stamp_of(self._fs.info(found.path))

    def open(self, found: Found) -> BinaryIO:
        """Open a file for reading."""
        return self._fs.open(found.path, "rb")

    def mark(self, found: Found, key: str, now: datetime) -> None:  # noqa: ARG002 - as others
        """Leave it: such places are only read."""
        raise PermissionError

    def close(self) -> None:
        """End the connection."""
