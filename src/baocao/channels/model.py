"""What passes between a source of files and the inbox."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Protocol

from baocao.errors import BaocaoError, StateError


class ChannelRefused(BaocaoError):  # noqa: N818 - an outcome, said as it is logged
    """A channel cannot work as it is set up: wrong account, unknown host key, no such place."""


class ChannelUnreachable(StateError):  # noqa: N818 - an outcome, said as it is logged
    """A channel's server cannot be reached or broke off; the next try may go well."""


class Changed(Exception):  # noqa: N818 - it names what happened, not a programming error
    """A file changed while it was read; it is left for the next look."""


class Unreadable(Exception):  # noqa: N818 - it names what happened, not a programming error
    """One file cannot be read, the others can; it is left for the next look."""


@dataclass(frozen=True)
class Offer:
    """One file that a source has to give.

    Attributes:
        key: names this version of this file for ever: the same file has the same key at every look.
        name: as its sender named it; nothing is believed of it.
        sender_unit_code: whose it is by the channel's rule, None when that is not known.
        arrived_at: when it arrived at the source, UTC; None when the source does not tell.
        size: in bytes, as the source says before anything is read.
        write: writes the content, at most as many bytes as the second argument says; raises
            Changed or Unreadable.
    """

    key: str
    name: str
    sender_unit_code: str | None
    arrived_at: datetime | None
    size: int
    write: Callable[[BinaryIO, int], None] = field(repr=False)


class Taker(Protocol):
    """Puts what is offered into the inbox; returns whether it is there now or was before."""

    def take(self, offer: Offer) -> bool:
        """Take one offer."""
        ...

    def count(self, what: str) -> None:
        """Count something that led to no file."""
        ...


class Source(Protocol):
    """A place that is open for one look."""

    def visit(self, taker: Taker) -> None:
        """Offer every file, and show at the place what was taken, where the channel says so."""
        ...

    def close(self) -> None:
        """End the connection."""
        ...


@dataclass
class Collected:
    """What one look at a channel brought, in numbers only: names may hold personal data.

    Attributes:
        counts: taken, known (taken earlier), waiting (not finished at the sender), unknown_sender
            and too_large (both among those taken), without_files (letters), unmarked, unreadable.
    """

    channel_code: str
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def has_faults(self) -> bool:
        """Return whether somebody should look."""
        return any(self.counts[name] for name in ("unknown_sender", "too_large", "unreadable"))
