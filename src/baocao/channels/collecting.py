"""Collect: from a channel into the inbox, every file once, whenever it is stopped.

For each file: intend (who and when, for ever) → write beside → rename → note → show at the source.
A look that was killed anywhere repeats what it had not noted, with the same name and time; ingest
knows a delivery by name, bytes and time, and so takes it in once.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from baocao.channels import connections, naming, placing
from baocao.channels.ledger import Ledger, open_ledger
from baocao.channels.model import Changed, Collected, Offer, Source, Unreadable
from baocao.errors import UsageError
from baocao.files import only_holder
from baocao.ingesting.discovering import UNKNOWN_SENDER
from baocao.registry import Registry
from baocao.registry.channels import Channel, Channels, inbox_channel
from baocao.settings import Settings

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Opener = Callable[[Settings, Registry, Channel, Ledger], Source]


def collect(
    settings: Settings, registry: Registry, channel: Channel, opener: Opener | None = None
) -> Collected:
    """Copy what is new at a channel into the inbox.

    Args:
        settings: where the inbox and the state are and what time it is.
        registry: the units.
        channel: from where.
        opener: opens the source; None for the one of the channel's kind.

    Raises:
        ChannelRefused: the channel cannot work as it is set up.
        ChannelUnreachable: the server cannot be reached or broke off; what was taken stays.
        UsageError: its Airflow connection is not there or lacks something.
    """
    connections.hush()
    folder = settings.home / "channels"
    with _alone(folder / f"{channel.channel_code}.lock"):
        settings.inbox.mkdir(parents=True, exist_ok=True)
        placing.sweep(settings.inbox, channel.channel_code)
        with open_ledger(folder / f"{channel.channel_code}.sqlite") as ledger:
            collector = Collector(settings, channel, ledger)
            with closing((opener or _open)(settings, registry, channel, ledger)) as source:
                source.visit(collector)
    return collector.collected


def collect_one(settings: Settings, registry: Registry, channel_code: str) -> Collected:
    """Collect from the active channel of a code.

    Raises:
        UsageError: no active channel has the code; see `collect` for the others.
    """
    active = Channels.load(settings.seeds, settings.inbox_url).active
    for channel in active:
        if channel.channel_code == channel_code:
            return collect(settings, registry, channel)
    codes = ", ".join(channel.channel_code for channel in active) or "-"
    raise UsageError(
        f"{channel_code}: không có kênh đang dùng này / no such active channel; có / known: {codes}"
    )


def collect_inbox(settings: Settings, registry: Registry) -> Collected | None:
    """Collect from the inbox where BAOCAO_INBOX is a URL; a local folder needs no collecting."""
    if not settings.inbox_url:
        return None
    return collect(settings, registry, inbox_channel(settings.inbox_url))


def _open(settings: Settings, registry: Registry, channel: Channel, ledger: Ledger) -> Source:
    # Imported here: each brings a client of its own.
    if channel.kind == "imap":
        from baocao.channels.mailbox import open_mailbox

        return open_mailbox(settings, channel, ledger)
    from baocao.channels.folders import open_folder

    return open_folder(settings, registry, channel, ledger)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Wait until nobody else collects from the channel; the lock goes with the process."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with only_holder(path):
        yield


class Collector:
    """Takes the offers of one look; what it counts is the result."""

    def __init__(self, settings: Settings, channel: Channel, ledger: Ledger) -> None:
        """Prepare one look.

        Args:
            settings: where the inbox is, what time it is, how large a file may be.
            channel: from where.
            ledger: what was taken before.
        """
        self.collected = Collected(channel.channel_code)
        self._settings = settings
        self._channel = channel
        self._ledger = ledger

    def count(self, what: str) -> None:
        """Count something that led to no file."""
        self.collected.counts[what] += 1

    def take(self, offer: Offer) -> bool:
        """Put a file into the inbox, unless it is there or was; return whether it is or was."""
        if self._ledger.is_delivered(offer.key):
            self.count("known")
            return True
        try:
            sender = self._deliver(offer)
        except Changed:
            self.count("waiting")
            return False
        except Unreadable:
            self.count("unreadable")
            return False
        self._ledger.delivered(offer.key)
        self.count("taken")
        if sender == UNKNOWN_SENDER:
            self.count("unknown_sender")
        if offer.size > self._settings.max_file_bytes:
            self.count("too_large")
        return True

    def _deliver(self, offer: Offer) -> str:
        """Write the file; one over the limit is cut just behind it, so that ingest refuses it."""
        # A clock that runs ahead of ours: the file came when we first saw it.
        arrived = min(offer.arrived_at or self._settings.now, self._settings.now)
        sender, arrived_ns = self._ledger.intend(
            offer.key, offer.sender_unit_code or UNKNOWN_SENDER, _nanoseconds(arrived)
        )
        limit = self._settings.max_file_bytes + 1

        def write(file: BinaryIO) -> None:
            offer.write(file, limit)

        folder = naming.folder_of(sender, self._channel.channel_code, offer.key)
        name = naming.safe_name(offer.name)
        placing.place(self._settings.inbox, folder, name, arrived_ns, write)
        return sender


def _nanoseconds(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(microseconds=1) * 1000
