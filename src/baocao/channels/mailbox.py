"""A mailbox by IMAP: over TLS, its letters never changed but for the mark "seen"."""

import base64
import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from baocao.channels import connections
from baocao.channels.connections import Access
from baocao.channels.ledger import Ledger
from baocao.channels.letters import Attachment, Letter, read_letter
from baocao.channels.model import Offer, Source, Taker, Unreadable
from baocao.channels.naming import file_key
from baocao.errors import UsageError
from baocao.files import short_hash
from baocao.ingesting.archiving import sha256
from baocao.registry.channels import Channel, Channels
from baocao.settings import Settings, vietnam_day

USUAL_PORT, USUAL_TLS_PORT = 143, 993
SECONDS = 60
# A letter is base64 and may bring more than one file; one that is larger is taken as one file.
LETTER_TIMES = 3


class RefusedByServer(Exception):  # noqa: N818 - it names what happened, and is shown by its name
    """The server answered NO or BAD: to the account, to the mailbox, to TLS."""


_REFUSED = (ssl.SSLCertVerificationError, RefusedByServer, UnicodeError)
_PASSING = (OSError, EOFError)
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_DATE = re.compile(
    r'INTERNALDATE "\s?(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d:\d\d:\d\d) ([+-]\d{4})"'
)
# In English whatever the locale.
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Mailbox:
    """One open mailbox; everything by UID."""

    def __init__(self, channel: Channel, access: Access, name: str) -> None:
        """Connect, log in, select; where nothing is marked, nothing in it may change.

        Args:
            channel: named in errors.
            access: host, account and secrets; extra may name `ca_file`, a file of certificates,
                and `use_ssl` false for STARTTLS. Never without TLS.
            name: of the mailbox.

        Raises:
            ChannelRefused: account, certificate or mailbox are wrong.
            ChannelUnreachable: no answer.
            UsageError: the connection lacks something.
        """
        access.needs("host", "login", "password")
        self._channel = channel
        with _plain(channel):
            self._client = _connected(access)
            self._client.login(access.login, access.password)
            read_only = channel.after_taking == "leave"
            answer, _ = self._client.select(f'"{_as_utf7(name)}"', readonly=read_only)
            if answer != "OK":
                raise imaplib.IMAP4.error("no such mailbox")
            _, validity = self._client.response("UIDVALIDITY")
        self.validity = (validity[0] or b"").decode() if validity else ""

    def uids(self) -> list[str]:
        """Return the letters' UIDs, oldest first."""
        with _plain(self._channel):
            data = self._ask("SEARCH", "ALL")
        return [uid for line in data if isinstance(line, bytes) for uid in line.decode().split()]

    def about(self, uid: str) -> tuple[int, datetime | None] | None:
        """Return a letter's size and when it arrived, None when it is gone.

        Raises:
            Unreadable: the server does not give it.
        """
        for line in self._ask_about("FETCH", uid, "(UID RFC822.SIZE INTERNALDATE)"):
            text = line if isinstance(line, bytes) else b" ".join(line or ())
            if found := _SIZE.search(text):
                return int(found[1]), _internal_date(text)
        return None

    def read(self, uid: str, most: int | None) -> bytes:
        """Return a letter, or its first `most` bytes; it does not become "seen" by that.

        Raises:
            Unreadable: the server does not give it.
        """
        what = "(BODY.PEEK[])" if most is None else f"(BODY.PEEK[]<0.{most}>)"
        for line in self._ask_about("FETCH", uid, what):
            if isinstance(line, tuple):
                return line[1]
        raise Unreadable

    def mark(self, uid: str) -> None:
        """Show that a letter has been taken.

        Raises:
            Unreadable: the server does not do it.
        """
        self._ask_about("STORE", uid, "+FLAGS.SILENT", r"(\Seen)")

    def close(self) -> None:
        """Log out."""
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            self._client.logout()

    def _ask_about(self, command: str, *arguments: str) -> list[Any]:
        """Ask about one letter: what the server refuses concerns that letter alone."""
        with _plain(self._channel):
            try:
                return self._ask(command, *arguments)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error:
                raise Unreadable from None

    def _ask(self, command: str, *arguments: str) -> list[Any]:
        answer, data = self._client.uid(command, *arguments)
        if answer != "OK":
            raise imaplib.IMAP4.error(command)
        return data


def _connected(access: Access) -> imaplib.IMAP4:
    context = ssl.create_default_context(cafile=access.extra.get("ca_file") or None)
    if str(access.extra.get("use_ssl", True)).casefold() != "false":
        port = access.port or USUAL_TLS_PORT
        return imaplib.IMAP4_SSL(access.host, port, ssl_context=context, timeout=SECONDS)
    client = imaplib.IMAP4(access.host, access.port or USUAL_PORT, timeout=SECONDS)
    # Raises where the server has no TLS: an account is never sent in the open.
    client.starttls(context)
    return client


@contextlib.contextmanager
def _plain(channel: Channel) -> Iterator[None]:
    with connections.plain_errors(channel, _REFUSED, _PASSING):
        try:
            yield
        except imaplib.IMAP4.abort:
            raise ConnectionError from None
        except imaplib.IMAP4.error:
            raise RefusedByServer from None


def _as_utf7(name: str) -> str:
    """Return a mailbox's name as IMAP writes it (RFC 3501, 5.1.3)."""

    def coded(run: re.Match[str]) -> str:
        packed = base64.b64encode(run[0].encode("utf-16-be")).decode().rstrip("=")
        return f"&{packed.replace('/', ',')}-"

    plain = name.replace("&", "&-").replace("\\", "\\\\").replace('"', '\\"')
    return re.sub(r"[^\x20-\x7e]+", coded, plain)


def _internal_date(line: bytes) -> datetime | None:
    """Return the moment of INTERNALDATE with its own offset, in UTC."""
    found = _DATE.search(line.decode("ascii", "replace"))
    if found is None or found[2].title() not in MONTHS:
        return None
    month = MONTHS.index(found[2].title()) + 1
    text = f"{found[1]} {month} {found[3]} {found[4]} {found[5]}"
    return datetime.strptime(text, "%d %m %Y %H:%M:%S %z").astimezone(UTC)


def open_mailbox(settings: Settings, channel: Channel, ledger: Ledger) -> "MailSource":
    """Open the mailbox of a channel.

    Raises:
        ChannelRefused: account, certificate or mailbox are wrong.
        ChannelUnreachable: no answer.
        UsageError: the connection lacks something.
    """
    access = connections.access_of(channel)
    name = channel.location
    if "://" in name:
        name = urlsplit(name).path.lstrip("/")
    if any(sign in name for sign in "\r\n\0"):
        raise UsageError(f"{channel.channel_code}: location")
    box = Mailbox(channel, access, name or "INBOX")
    return MailSource(box, settings, channel, ledger)


class MailSource(Source):
    """One look at a mailbox."""

    def __init__(
        self,
        box: Mailbox,
        settings: Settings,
        channel: Channel,
        ledger: Ledger,
    ) -> None:
        """Prepare the look."""
        self._box = box
        self._settings = settings
        self._channel = channel
        self._ledger = ledger
        self._channels = Channels.load(settings.seeds)

    def visit(self, taker: Taker) -> None:
        """Offer every attachment of every letter that has not been dealt with."""
        done = self._ledger.letters()
        for uid in self._box.uids():
            letter_id = short_hash(self._channel.location, self._box.validity, uid)
            if letter_id in done:
                taker.count("known")
                continue
            try:
                is_done = self._visit_letter(uid, taker)
            except Unreadable:
                taker.count("unreadable")
                continue
            if is_done:
                self._ledger.note_letter(letter_id)

    def close(self) -> None:
        """Log out."""
        self._box.close()

    def _visit_letter(self, uid: str, taker: Taker) -> bool:
        """Offer a letter's attachments; return whether nothing is left to do with it."""
        about = self._box.about(uid)
        if about is None:
            return False
        size, arrived_at = about
        limit = self._settings.max_file_bytes * LETTER_TIMES
        most = None if size <= limit else self._settings.max_file_bytes + 1
        letter = read_letter(
            self._box.read(uid, most), self._channel.trusted_authserv_id, is_whole=most is None
        )
        sender = self._sender(letter, arrived_at)
        offers = [
            self._offer(letter, number, one, sender, arrived_at)
            for number, one in enumerate(letter.attachments)
        ]
        if not offers:
            taker.count("without_files")
        left = [offer for offer in offers if not taker.take(offer)]
        if not left and self._channel.after_taking == "mark":
            try:
                self._box.mark(uid)
            except Unreadable:
                taker.count("unmarked")
        return not left

    def _sender(self, letter: Letter, arrived_at: datetime | None) -> str | None:
        if self._channel.sender_rule == "unit":
            return self._channel.unit_code
        day = vietnam_day(arrived_at or self._settings.now)
        return self._channels.unit_of(letter.address, day) if letter.is_believed else None

    def _offer(
        self,
        letter: Letter,
        number: int,
        attachment: Attachment,
        sender: str | None,
        arrived_at: datetime | None,
    ) -> Offer:
        def write(file: BinaryIO, most: int) -> None:
            file.write(attachment.content[:most])

        key = file_key(
            self._channel.channel_code,
            letter.identity,
            arrived_at.isoformat() if arrived_at else "",
            str(number),
            sha256(attachment.content),
        )
        return Offer(
            key=key,
            name=attachment.name,
            sender_unit_code=sender,
            arrived_at=arrived_at,
            size=len(attachment.content),
            write=write,
        )
