"""Several runs of ingest beside each other, each with the senders of its share of the inbox.

The same bytes are a duplicate only when they come from the same sender, so shares by sender find
the duplicates that one run over the whole inbox would find.
"""

import fcntl
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from baocao.errors import UsageError
from baocao.ingesting.model import Delivery
from baocao.settings import Settings

# Senders are dealt out to as many buckets, and the buckets to the shares: runs that count the
# shares differently still keep out of each other's way.
BUCKETS = 64
MOST_SHARES = 16
FILES_PER_SHARE = 500


@dataclass(frozen=True)
class Share:
    """One of some shares of the inbox, counted from 1."""

    number: int
    of: int

    def __post_init__(self) -> None:
        """Refuse a share that is none.

        Raises:
            UsageError: there is no such share.
        """
        if not 1 <= self.number <= self.of <= BUCKETS:
            raise UsageError(f"{self.number}/{self.of}: không có phần này / no such share")

    @property
    def buckets(self) -> list[int]:
        """Return the buckets of the share, in order."""
        return list(range(self.number - 1, BUCKETS, self.of))

    def holds(self, delivery: Delivery) -> bool:
        """Tell whether a delivery is of this share."""
        return bucket_of(delivery.sender_unit_code) % self.of == self.number - 1


WHOLE = Share(1, 1)


def bucket_of(sender: str | None) -> int:
    """Return the bucket of a sender, the same in every process."""
    return hashlib.sha256((sender or "").encode()).digest()[0] % BUCKETS


def shares_for(deliveries: Iterable[Delivery]) -> list[Share]:
    """Return the shares into which to divide what is waiting: one for a small inbox."""
    waiting = sum(1 for _ in deliveries)
    count = min(MOST_SHARES, max(1, waiting // FILES_PER_SHARE))
    return [Share(number, count) for number in range(1, count + 1)]


@contextmanager
def only_writer(settings: Settings, share: Share) -> Iterator[None]:
    """Wait until nobody else takes in files of a share; the locks go with the process.

    A run over everything waits for all others, and they for it.
    """
    settings.landing.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        if share.of == 1:
            _lock(held, settings.landing / "ingest.lock", fcntl.LOCK_EX)
        else:
            _lock(held, settings.landing / "ingest.lock", fcntl.LOCK_SH)
            for bucket in share.buckets:
                _lock(held, settings.landing / "shares" / f"{bucket:02}.lock", fcntl.LOCK_EX)
        yield


def _lock(held: ExitStack, path: Path, operation: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fcntl.flock(held.enter_context(path.open("w")), operation)
