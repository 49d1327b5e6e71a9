"""A tree of files on a server: one folder a unit, as the inbox itself."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import BinaryIO, Protocol

from baocao.channels import connections
from baocao.channels.ledger import Ledger
from baocao.channels.model import Changed, Offer, Source, Taker, Unreadable
from baocao.channels.naming import file_key
from baocao.files import short_hash
from baocao.ingesting.discovering import is_unfinished
from baocao.registry import Registry
from baocao.registry.channels import Channel
from baocao.settings import Settings

# A file that has not changed for so long counts as sent in full.
SETTLED_AFTER = timedelta(seconds=60)
CHUNK = 1024 * 1024
DEEPEST = 8


@dataclass(frozen=True)
class Found:
    """One file of a tree.

    Attributes:
        path: how the place calls it.
        relative: where its sender put it, below the channel's location.
        stamp: changes whenever its content does: size and time, the ETag where there is one.
        changed_at: when it was last written, UTC; None when the place does not tell.
        is_marked: it lies among what has been taken already.
    """

    path: str
    relative: PurePosixPath
    size: int
    stamp: str
    changed_at: datetime | None
    is_marked: bool = False


class Place(Protocol):
    """What a kind of server has to be able to do.

    Attributes:
        is_atomic: a file is there in full or not at all.
    """

    is_atomic: bool

    def files(self, now: datetime, unreadable: Callable[[], None]) -> Iterator[Found]:
        """Yield every regular file below the channel's location; names no folder it cannot read."""
        ...

    def one_file(self) -> AbstractContextManager[None]:
        """Wrap all work on one file: PermissionError and FileNotFoundError concern it alone."""
        ...

    def stamp(self, found: Found) -> str:
        """Return a file's present stamp; raises FileNotFoundError."""
        ...

    def open(self, found: Found) -> BinaryIO:
        """Open a file for reading."""
        ...

    def mark(self, found: Found, key: str, now: datetime) -> None:
        """Show that a file has been taken; raises an OSError where the account may not."""
        ...

    def close(self) -> None:
        """End the connection."""
        ...


def open_folder(
    settings: Settings, registry: Registry, channel: Channel, ledger: Ledger
) -> "FolderSource":
    """Open the tree of a channel.

    Raises:
        ChannelRefused: account, host key or folder are wrong.
        ChannelUnreachable: no answer.
        UsageError: the connection lacks something.
    """
    access = connections.access_of(channel)
    # Imported here: each brings a client of its own.
    if channel.kind == "sftp":
        from baocao.channels.sftp import SftpPlace as Kind
    elif channel.kind == "s3":
        from baocao.channels.s3 import S3Place as Kind
    else:
        from baocao.channels.generic import GenericPlace as Kind
    return FolderSource(Kind(channel, access), registry, channel, ledger, settings.now)


class FolderSource(Source):
    """One look at a tree of files."""

    def __init__(
        self, place: Place, registry: Registry, channel: Channel, ledger: Ledger, now: datetime
    ) -> None:
        """Prepare the look.

        Args:
            place: the open place.
            registry: knows the units' codes.
            channel: says whose files are whose, and whether they are marked.
            ledger: what earlier looks saw and took.
            now: the present.
        """
        self._place = place
        self._registry = registry
        self._channel = channel
        self._ledger = ledger
        self._now = now
        self._marks = channel.after_taking == "mark"

    def visit(self, taker: Taker) -> None:
        """Offer every finished file in order of its path."""
        files = self._place.files(self._now, lambda: taker.count("unreadable"))
        for found in sorted(files, key=lambda one: (one.relative.as_posix(), one.path)):
            if is_unfinished(found.relative.name) or _is_hidden(found.relative):
                continue
            key = file_key(self._channel.channel_code, found.relative.as_posix(), found.stamp)
            if not self._is_settled(found) and not self._ledger.is_delivered(key):
                taker.count("waiting")
            elif taker.take(self._offer(found, key)):
                self._ledger.forget_sighting(_sighted(found))
                self._mark(found, key, taker)

    def close(self) -> None:
        """End the connection."""
        self._place.close()

    def _is_settled(self, found: Found) -> bool:
        """Tell whether a file is no longer being written; by two looks if the clocks disagree."""
        if self._place.is_atomic or found.changed_at is None:
            return True
        if self._now - found.changed_at >= SETTLED_AFTER:
            return True
        since = self._ledger.first_seen(_sighted(found), found.stamp, self._now)
        return self._now - since >= SETTLED_AFTER

    def _offer(self, found: Found, key: str) -> Offer:
        def write(file: BinaryIO, most: int) -> None:
            try:
                self._copy(found, file, most)
                with self._place.one_file():
                    is_same = self._place.stamp(found) == found.stamp
            except FileNotFoundError:
                is_same = False
            except PermissionError:
                raise Unreadable from None
            if not is_same:
                raise Changed

        return Offer(
            key=key,
            name=found.relative.name,
            sender_unit_code=self._sender(found.relative),
            arrived_at=found.changed_at,
            size=found.size,
            write=write,
        )

    def _copy(self, found: Found, file: BinaryIO, most: int) -> None:
        """Copy a file; a full disk here is not taken for a fault of the place."""
        with self._place.one_file():
            content = self._place.open(found)
        with content:
            left = most
            while left > 0:
                with self._place.one_file():
                    chunk = content.read(min(CHUNK, left))
                if not chunk:
                    return
                file.write(chunk)
                left -= len(chunk)

    def _sender(self, relative: PurePosixPath) -> str | None:
        if self._channel.sender_rule == "unit":
            return self._channel.unit_code
        folder = relative.parts[0] if len(relative.parts) > 1 else ""
        return folder if self._registry.knows_unit(folder) else None

    def _mark(self, found: Found, key: str, taker: Taker) -> None:
        if not self._marks or found.is_marked:
            return
        try:
            with self._place.one_file():
                self._place.mark(found, key, self._now)
        except (PermissionError, FileNotFoundError, FileExistsError):
            # It may only read here, or its sender was quicker; the ledger knows in any case.
            taker.count("unmarked")


def _sighted(found: Found) -> str:
    return short_hash(found.path)


def _is_hidden(relative: PurePosixPath) -> bool:
    return any(part.startswith(".") for part in relative.parts)


def instant_of(value: datetime | float | None) -> datetime | None:
    """Return a time as fsspec's implementations give it as UTC, None for none."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return datetime.fromtimestamp(value, UTC)
