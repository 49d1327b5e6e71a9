"""A real mail server on loopback, and what it got."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from tests.support.servers import HOST, free_port


@dataclass
class Postbox:
    """Letters by the address that they were handed over for; some addresses are refused."""

    port: int
    refused: dict[str, str] = field(default_factory=dict)
    letters: dict[str, list[EmailMessage]] = field(default_factory=lambda: defaultdict(list))
    on_letter: Callable[[int], None] = lambda _count: None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802
        letter = message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        for address in envelope.rcpt_tos:
            self.letters[address].append(letter)
        self.on_letter(self.count)
        return "250 OK"

    @property
    def count(self) -> int:
        """Return how many letters came."""
        return sum(len(letters) for letters in self.letters.values())

    def empty(self) -> dict[str, list[EmailMessage]]:
        """Return the letters and keep none."""
        taken, self.letters = dict(self.letters), defaultdict(list)
        return taken


@contextmanager
def mail_server() -> Iterator[Postbox]:
    """Run a mail server while the block lasts."""
    postbox = Postbox(free_port())
    controller = Controller(postbox, hostname=HOST, port=postbox.port)
    controller.start()
    try:
        yield postbox
    finally:
        controller.stop()


def body(letter: EmailMessage, kind: str) -> str:
    """Return the plain or the HTML part of a letter."""
    part = letter.get_body((kind,))
    assert part is not None
    return part.get_content()
