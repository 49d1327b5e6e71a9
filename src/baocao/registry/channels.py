"""Channels and senders' addresses as data: from where files are collected, and whose they are."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from baocao.errors import ConfigError
from baocao.registry.channel_checks import INBOX_CODE
from baocao.registry.loading import SeedReader
from baocao.registry.making import make
from baocao.registry.model import in_force

# The connection of the channel that BAOCAO_INBOX makes when it is a URL.
INBOX_CONNECTION = "baocao_inbox"
_KIND_OF_SCHEME = {"sftp": "sftp", "ssh": "sftp", "s3": "s3", "s3a": "s3"}


@dataclass(frozen=True)
class Channel:
    """One place from which files are collected into the inbox.

    Attributes:
        channel_code: names it in the inbox, the state and the log.
        kind: sftp | s3 | fsspec | imap.
        location: a folder on the server, bucket and prefix, a mailbox, or a URL.
        connection_id: the Airflow connection that holds host, account and secrets.
        sender_rule: folder = the first folder below `location` is the unit's code; address = the
            From address stands in senders.csv; unit = all files are of `unit_code`.
        after_taking: leave = the place is only read; mark = what was taken is shown there.
        trusted_authserv_id: the mail server whose Authentication-Results are believed.
    """

    channel_code: str
    kind: str
    location: str
    connection_id: str
    sender_rule: str
    unit_code: str
    after_taking: str
    trusted_authserv_id: str
    is_active: bool


@dataclass(frozen=True)
class Sender:
    """An office's e-mail address and the unit for which it speaks, while it does."""

    address: str
    unit_code: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Channels:
    """All channels and all addresses of a province."""

    channels: tuple[Channel, ...]
    senders: tuple[Sender, ...]

    @classmethod
    def load(cls, seeds: Path, inbox_url: str = "") -> "Channels":
        """Read the two files; a URL in place of the inbox folder is a channel before all others.

        References to units are checked with all other seeds by `Registry.load`.

        Raises:
            ConfigError: a file has faults.
        """
        reader = SeedReader(seeds)
        rows = {name: reader.read_table(name) for name in ("channels", "senders")}
        if reader.faults:
            raise ConfigError(reader.faults)
        listed = tuple(make(Channel, row) for row in rows["channels"])
        first = (inbox_channel(inbox_url),) if inbox_url else ()
        return cls(first + listed, tuple(make(Sender, row) for row in rows["senders"]))

    @property
    def active(self) -> tuple[Channel, ...]:
        """Return the channels that are collected from."""
        return tuple(channel for channel in self.channels if channel.is_active)

    def unit_of(self, address: str, on: date) -> str | None:
        """Return the code of the unit for which an address speaks on a day, or None."""
        for sender in self.senders:
            if sender.address == address and in_force(on, sender.valid_from, sender.valid_to):
                return sender.unit_code
        return None


def inbox_channel(url: str) -> Channel:
    """Return the channel that stands for an inbox that is a URL: a folder a unit, only read."""
    return Channel(
        channel_code=INBOX_CODE,
        kind=_KIND_OF_SCHEME.get(urlsplit(url).scheme, "fsspec"),
        location=url,
        connection_id="" if urlsplit(url).scheme in ("file", "local") else INBOX_CONNECTION,
        sender_rule="folder",
        unit_code="",
        after_taking="leave",
        trusted_authserv_id="",
        is_active=True,
    )
