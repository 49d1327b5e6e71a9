"""What a letter brings: who sent it, whether that can be believed, and its attachments.

Nothing in a letter is trusted: not its names, not its types, not its nesting. What cannot be taken
apart is handed on whole, as a file that ingest refuses with a receipt.
"""

import contextlib
import email
import email.policy
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses
from typing import Any

from baocao.channels.authenticity import is_believed
from baocao.files import short_hash

WHOLE_LETTER = "thu.eml"
MOST_PARTS = 1000
DEEPEST = 10
MOST_HEADERS = 256 * 1024
MOST_COMPARISONS = 20_000_000
_BOUNDARY = re.compile(rb"boundary", re.IGNORECASE)
_POLICY = email.policy.default
# What mail programs add of themselves: signatures, business cards, invitations.
_NOT_SENT_BY_PEOPLE = ("application/pkcs7-signature", "application/pgp-signature", "text/calendar")


@dataclass(frozen=True)
class Attachment:
    """One file of a letter, named as its sender named it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """A letter as far as intake cares.

    Attributes:
        address: the one address in From, in lower case; blank when there is none or several.
        is_believed: the receiving server vouches for it, or was not asked to.
        identity: tells this letter from all others; blank without a Message-ID.
        attachments: files, also those of letters within the letter.
    """

    address: str
    is_believed: bool
    identity: str
    attachments: tuple[Attachment, ...]


class _TooManyParts(Exception):  # noqa: N818 - it names what was found
    """The letter is nested or split beyond what people send."""


def read_letter(raw: bytes, trusted_authserv_id: str, *, is_whole: bool = True) -> Letter:
    """Return what a letter brings.

    Args:
        raw: the letter, or its beginning.
        trusted_authserv_id: whose Authentication-Results count; blank for no such demand.
        is_whole: it was read to its end; else it is handed on as one file that is too large.
    """
    head = BytesParser(policy=_POLICY).parsebytes(raw[:MOST_HEADERS], headersonly=True)
    address = _address(_texts(head, "From"))
    results = _texts(head, "Authentication-Results")
    whole = (Attachment(WHOLE_LETTER, raw),)
    try:
        attachments = tuple(_attachments(raw)) if is_whole else whole
    except (_TooManyParts, RecursionError, ValueError, LookupError, TypeError, AttributeError):
        # The standard parser's own surprises; none of them may stop the other letters.
        attachments = whole
    return Letter(
        address=address,
        is_believed=is_believed(results, address.rpartition("@")[2], trusted_authserv_id),
        identity="".join(_texts(head, "Message-ID")).strip() or short_hash(raw.hex()),
        attachments=attachments,
    )


def _texts(head: EmailMessage, name: str) -> list[str]:
    """Return a header's values as they stand, one line each; nothing in them is decoded."""
    wanted = name.casefold()
    return [
        " ".join(str(value).split()) for key, value in head.raw_items() if key.casefold() == wanted
    ]


def _address(values: list[str]) -> str:
    """Return the one sender's address; a letter with two senders is nobody's."""
    found = {address.casefold() for _, address in getaddresses(values) if address}
    return found.pop() if len(values) == 1 and len(found) == 1 else ""


def _attachments(raw: bytes) -> Iterator[Attachment]:
    # The parser compares every line with every boundary that is open.
    if raw.count(b"\n") * (1 + len(_BOUNDARY.findall(raw))) > MOST_COMPARISONS:
        raise _TooManyParts
    letter = email.message_from_bytes(raw, policy=_POLICY)
    number = 0
    for part in _parts(letter):
        if part.is_multipart() or not _is_sent(part):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            number += 1
            yield Attachment(_name(part, number), content)


def _parts(letter: EmailMessage) -> Iterator[EmailMessage]:
    """Yield all parts, also of letters within the letter, up to what people may send."""
    waiting: list[tuple[Any, int]] = [(letter, 0)]
    count = 0
    while waiting:
        part, depth = waiting.pop()
        count += 1
        if count > MOST_PARTS or depth > DEEPEST:
            raise _TooManyParts
        yield part
        inner = part.get_payload() if part.is_multipart() else []
        waiting += [(one, depth + 1) for one in reversed(inner)]


def _is_sent(part: EmailMessage) -> bool:
    """Tell whether somebody attached this part, rather than wrote it or let a program add it."""
    kind = part.get_content_type()
    disposition = part.get_content_disposition()
    if kind in _NOT_SENT_BY_PEOPLE:
        return False
    if kind.startswith("image/"):
        # A logo in a signature is "inline"; a scan that somebody attached is not.
        return disposition == "attachment"
    if disposition == "attachment" or part.get_filename():
        return True
    return not kind.startswith(("text/", "message/"))


def _name(part: EmailMessage, number: int) -> str:
    """Return an attachment's name; RFC 2231 by the parser, RFC 2047 where programs misuse it."""
    name = part.get_filename() or ""
    if "=?" in name:
        with contextlib.suppress(ValueError, LookupError):
            name = str(make_header(decode_header(name)))
    if name:
        # Bytes that no charset was named for came through as surrogates.
        return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return f"tep-{number}{mimetypes.guess_extension(part.get_content_type()) or '.bin'}"
