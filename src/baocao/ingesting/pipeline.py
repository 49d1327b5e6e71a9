"""Ingest: discover → read → judge → archive → land → receipt → remove from the inbox.

The order makes it safe to kill at any moment: bytes are kept before anything lands, a batch lands
in one step, and a file leaves the inbox last of all. A run that finds a delivery landed already
only writes the receipt that is missing and removes the file.
"""

import gc
import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from baocao.errors import UsageError
from baocao.files import sha256_of, short_hash
from baocao.ingesting import archiving, batches, findings
from baocao.ingesting.discovering import discover
from baocao.ingesting.examining import Examined, Examiner, Job
from baocao.ingesting.history import History
from baocao.ingesting.model import Delivery, FileResult
from baocao.ingesting.outcome import FINISHED, UNREACHABLE, IngestResult
from baocao.ingesting.safety import media_type
from baocao.ingesting.sharding import WHOLE, Share, only_writer
from baocao.ingesting.workers import Examination, InThisProcess, examination
from baocao.receipts.writing import ReceiptWriter
from baocao.registry import Registry
from baocao.settings import Settings

__all__ = ["Ingest", "IngestResult", "ingest"]

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
FILES_PER_BATCH = 500


def ingest(
    settings: Settings,
    registry: Registry,
    paths: Sequence[Path] | None = None,
    *,
    dry_run: bool = False,
    received_at: datetime | None = None,
    unit: str | None = None,
    progress: Progress | None = None,
) -> IngestResult:
    """Take in the inbox, or named files; a dry run says what would come of it and writes nothing.

    Args:
        settings: where the state is and what time it is.
        registry: the reference data.
        paths: files or folders; None for the whole inbox.
        dry_run: write nothing.
        received_at: when the files arrived; None for their time in the inbox, else now.
        unit: the sender; None for the inbox folder.
        progress: called with the number of files done and of all files.

    Raises:
        UsageError: a named path does not exist, or no unit ever bore the sender's code.
        ConfigError: the catalogue of findings has faults.
    """
    if unit is not None and not registry.knows_unit(unit):
        raise UsageError(f"{unit}: không có đơn vị này trong danh mục / no such unit")
    run = Ingest(settings, registry, dry_run=dry_run)
    return run.run(discover(settings, paths, received_at, unit), progress)


@dataclass(frozen=True)
class _Taken:
    """A file that was opened, and what waits for its outcome; None for one that has it."""

    result: FileResult
    content: bytes | None
    is_new: bool
    examined: Callable[[], Examined] | None

    @property
    def key(self) -> tuple[str, str | None]:
        return self.result.file_sha256, self.result.delivery.sender_unit_code


class Ingest:
    """One run; each step is a method of its own, so that a run can be stopped between any two."""

    def __init__(
        self,
        settings: Settings,
        registry: Registry,
        *,
        dry_run: bool = False,
        share: Share = WHOLE,
    ) -> None:
        """Load the catalogue and prepare the look-ups.

        Args:
            settings: where the state is and what time it is.
            registry: the reference data.
            dry_run: write nothing.
            share: the share of the inbox to take in; the deliveries of others are left out.
        """
        self.settings = settings
        self.dry_run = dry_run
        self.result = IngestResult()
        self._share = share
        catalogue = findings.load(settings.expectations)
        self._examiner = Examiner(settings, registry, catalogue)
        self._examination: Examination = InThisProcess(self._examiner)
        self._writer = ReceiptWriter(settings, registry, catalogue)

    def run(self, deliveries: list[Delivery], progress: Progress | None = None) -> IngestResult:
        """Take in deliveries, batch by batch."""
        deliveries = [one for one in deliveries if self._share.holds(one)]
        jobs = self.settings.ingest_jobs
        with (
            nullcontext() if self.dry_run else only_writer(self.settings, self._share),
            examination(self._examiner, len(deliveries), jobs) as self._examination,
        ):
            if not self.dry_run and self._share == WHOLE:
                batches.clear_staging(self.settings)
            self.history = History(self.settings)
            for start in range(0, len(deliveries), FILES_PER_BATCH):
                batch = deliveries[start : start + FILES_PER_BATCH]
                with _without_cycle_search():
                    self._take_batch(batch, start, len(deliveries), progress)
        return self.result

    def _take_batch(
        self, deliveries: list[Delivery], done: int, total: int, progress: Progress | None
    ) -> None:
        results: list[FileResult] = []
        finished: list[FileResult] = []
        for number, (result, is_new) in enumerate(self._each(deliveries), start=done + 1):
            (results if is_new else finished).append(result)
            if progress is not None:
                progress(number, total)
        self.result.files[FINISHED] += len(finished)
        for result in results:
            self.result.count(result)
        if self.dry_run:
            return
        if results:
            archiving.sync_disk()
            self.land(results)
        self.write_receipts([*finished, *results])
        archiving.sync_disk()
        self.remove([*finished, *results])

    def _each(self, deliveries: list[Delivery]) -> Iterator[tuple[FileResult, bool]]:
        """Yield what becomes of each file, in order, while later ones are being examined."""
        waiting: deque[_Taken] = deque()
        for delivery in deliveries:
            try:
                taken = self._open(delivery)
            except OSError as error:
                self._passed_over(delivery, error)
                continue
            if taken.is_new:
                # What the same bytes were found to be is needed to call these a duplicate.
                while any(one.key == taken.key for one in waiting):
                    yield from self._first(waiting)
                taken = self._start(taken)
            waiting.append(taken)
            while len(waiting) > self._examination.ahead:
                yield from self._first(waiting)
        while waiting:
            yield from self._first(waiting)

    def _first(self, waiting: deque[_Taken]) -> Iterator[tuple[FileResult, bool]]:
        taken = waiting.popleft()
        try:
            self._settle(taken)
        except OSError as error:
            self._passed_over(taken.result.delivery, error)
        else:
            yield taken.result, taken.is_new

    def _passed_over(self, delivery: Delivery, error: OSError) -> None:
        """Leave a file where it is; one that is gone another run took in, or its sender."""
        if not isinstance(error, FileNotFoundError):
            log.warning("%s: %s", delivery.inbox_path, type(error).__name__)
            self.result.files[UNREACHABLE] += 1

    def take(self, delivery: Delivery) -> tuple[FileResult, bool]:
        """Return what becomes of one file, its bytes kept, and whether that is new.

        Raises:
            OSError: the file cannot be opened; it stays where it is.
        """
        taken = self._open(delivery)
        if taken.is_new:
            taken = self._start(taken)
        self._settle(taken)
        return taken.result, taken.is_new

    def _open(self, delivery: Delivery) -> _Taken:
        """Return a file with its bytes, and with its outcome where it has landed before."""
        stamp = _stamp(delivery.path)
        size = stamp[1]
        too_large = size > self.settings.max_file_bytes
        content = None if too_large else delivery.path.read_bytes()
        sha256 = sha256_of(delivery.path) if content is None else archiving.sha256(content)
        delivery_id = short_hash(delivery.inbox_path, sha256, delivery.received_at.isoformat())
        if self.history.is_finished(delivery_id):
            landed = replace(self.history.result(delivery, delivery_id), stamp=stamp)
            return _Taken(landed, None, is_new=False, examined=None)
        result = FileResult(
            delivery=delivery,
            delivery_id=delivery_id,
            file_sha256=sha256,
            size_bytes=size,
            media_type=media_type(delivery.file_name),
            outcome="read",
            stamp=stamp,
        )
        return _Taken(result, content, is_new=True, examined=None)

    def _start(self, taken: _Taken) -> _Taken:
        """Return a new file while it is being examined, a duplicate with its outcome."""
        if self._is_duplicate(taken.result):
            return taken
        result = taken.result
        job = Job(result.delivery, result.delivery_id, taken.content, result.size_bytes)
        return replace(taken, examined=self._examination.start(job))

    def _settle(self, taken: _Taken) -> None:
        """Fill in the outcome of a file, take note of it, and keep the bytes."""
        result = taken.result
        if taken.examined is not None:
            found = taken.examined()
            if found.error:
                log.error("%s: %s", result.delivery.inbox_path, found.error)
            result.outcome = found.outcome
            result.submissions, result.findings = found.submissions, found.findings
        if not taken.is_new:
            return
        self.history.note(result)
        if not self.dry_run and result.outcome != "duplicate":
            self.archive(result, taken.content)

    def archive(self, result: FileResult, content: bytes | None) -> None:
        """Keep the bytes of a file."""
        archiving.keep(self.settings, result, content)

    def land(self, results: list[FileResult]) -> None:
        """Land what was found, in one atomic step."""
        batch_id = batches.land(self.settings, results)
        self.history.landed(results, batch_id)
        self.result.batch_ids.append(batch_id)

    def write_receipts(self, results: list[FileResult]) -> None:
        """Write the receipts that are not there yet."""
        for result in results:
            path = self._writer.write(result, self.history)
            if path is not None:
                self.result.receipts.append(path)

    def remove(self, results: list[FileResult]) -> None:
        """Remove from the inbox what has landed, unless the sender has changed it meanwhile."""
        for result in results:
            path = result.delivery.path
            if result.delivery.in_inbox and path.is_file() and _stamp(path) == result.stamp:
                path.unlink()

    def _is_duplicate(self, result: FileResult) -> bool:
        known = self.history.same_bytes(result.file_sha256, result.delivery.sender_unit_code)
        if known is None:
            return False
        result.outcome = "duplicate"
        originals = self.history.submissions(known.delivery_id)
        copies, finding = self._examiner.judge.duplicate(known, originals, result.delivery_id)
        result.submissions, result.findings = copies, [finding]
        return True


@contextmanager
def _without_cycle_search() -> Iterator[None]:
    """Keep Python from searching a batch's many cells for cycles, of which they have none.

    The search would take nearly as long as reading; memory is given back without it.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _stamp(path: Path) -> tuple[int, int]:
    """Return what changes when a file is written to again: its time and its size."""
    status = path.stat()
    return status.st_mtime_ns, status.st_size
