"""One round of letters: written down first, then sent, each address at most once."""

import fcntl
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from baocao.errors import StateError
from baocao.notifying.ledger import Ledger, open_ledger
from baocao.notifying.sending import open_post
from baocao.notifying.telling import SUMMARY, UNIT, Telling, Tellings, telling_key
from baocao.notifying.writing import is_address, write_letter
from baocao.registry import Registry
from baocao.registry.channels import Channels, Sender
from baocao.reporting.reading import Published, open_published
from baocao.settings import Settings

# What a rehearsal has in place of the sender, whom the connection names.
NOBODY = "baocao@example.org"


@dataclass
class Notified:
    """What a round did.

    Attributes:
        version: the published version that the letters tell about.
        counts: letters by what became of them: sent, refused; in a rehearsal: would_send.
        too_soon: how many offices have news and were told something too few days ago.
        without_address: how many units have news and no address.
        letters: in a rehearsal, the letters as they would go.
    """

    version: str
    counts: Counter[str] = field(default_factory=Counter)
    too_soon: int = 0
    without_address: int = 0
    letters: list[bytes] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """Return it as plain data; no addresses."""
        counts = {name: self.counts[name] for name in ("sent", "refused", "would_send")}
        rest = {"too_soon": self.too_soon, "without_address": self.without_address}
        return {"version": self.version, **counts, **rest}


def notify(settings: Settings, *, rehearse: bool = False) -> Notified:
    """Tell every unit with an address what is new to it, and the province about all of them.

    An office gets at most one letter in `notify_days` days, and none that says nothing new. Safe
    to kill at any point and to call again.

    Args:
        settings: the published version, the ledger, and what time it is.
        rehearse: write the letters and send none; nothing is noted.

    Raises:
        StateError: nothing is published yet, or another round is going on.
        ConfigError: the seeds have faults.
        UsageError: the connection is missing or not fit.
        ChannelRefused: the mail server refuses account or sender.
        ChannelUnreachable: it is not there; what is written down goes with the next round.
    """
    registry = Registry.load(settings.seeds)
    return notify_all(settings, registry, Channels.load(settings.seeds).senders, rehearse=rehearse)


def notify_all(
    settings: Settings, registry: Registry, senders: Iterable[Sender], *, rehearse: bool = False
) -> Notified:
    """Do what `notify` does with reference data that has been read."""
    fit = [sender for sender in senders if is_address(sender.address)]
    with _only_one(settings) as ledger, open_published(settings) as published:
        if not rehearse:
            ledger.forget_untold(settings.today - timedelta(days=settings.notify_days))
        tellings = Tellings(settings, registry, fit, published)
        notified = Notified(published.version)
        due = list(_due(settings, tellings, ledger, notified))
        if rehearse:
            notified.letters = [
                write_letter(settings, telling, NOBODY, address, published.as_of)
                for telling in due
                for address in telling.addresses
            ]
            notified.counts["would_send"] = len(notified.letters)
        elif due or ledger.waiting():
            _send(settings, ledger, due, published, notified)
        return notified


def _due(
    settings: Settings, tellings: Tellings, ledger: Ledger, notified: Notified
) -> Iterator[Telling]:
    """Yield what is to be told now."""
    for telling in _all(tellings, ledger):
        last = ledger.last_day(telling.key)
        if not telling.says_something:
            continue
        if not telling.addresses:
            notified.without_address += 1
        elif last is not None and (settings.today - last).days < settings.notify_days:
            notified.too_soon += 1
        else:
            yield telling


def _all(tellings: Tellings, ledger: Ledger) -> Iterator[Telling]:
    for unit in tellings.units:
        if unit.unit_type == "PROVINCE":
            yield tellings.of_province(unit, ledger.told(telling_key(SUMMARY, unit)))
        else:
            yield tellings.of_unit(unit, ledger.told(telling_key(UNIT, unit)))


def _send(
    settings: Settings,
    ledger: Ledger,
    due: list[Telling],
    published: Published,
    notified: Notified,
) -> None:
    with open_post() as post:
        for telling in due:
            letters = [
                (address, write_letter(settings, telling, post.sender, address, published.as_of))
                for address in telling.addresses
            ]
            ledger.write_down(telling.key, settings.today, telling.refs, letters)
        for letter in ledger.waiting():
            state = post.send(letter)
            ledger.mark(letter.letter_id, state)
            notified.counts[state] += 1


@contextmanager
def _only_one(settings: Settings) -> Iterator[Ledger]:
    """Hold the lock of letters; the system frees it with the process.

    Raises:
        StateError: another round is going on.
    """
    path = settings.notifications / "ledger.sqlite"
    with open_ledger(path) as ledger, path.with_name(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateError(
                "đang gửi thư, hãy thử lại sau / letters are being sent; try again later"
            ) from None
        yield ledger
