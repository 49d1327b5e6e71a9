"""Ingest: discover → read → judge → archive → land → receipt → remove from the inbox.

The order makes it safe to kill at any moment: bytes are kept before anything lands, a batch lands
in one step, and a file leaves the inbox last of all. A run that finds a delivery landed already
only writes the receipt that is missing and removes the file.
"""

import fcntl
import gc
import logging
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from baocao.errors import UsageError
from baocao.files import sha256_of, short_hash
from baocao.ingesting import archiving, batches, findings
from baocao.ingesting.discovering import discover
from baocao.ingesting.history import History
from baocao.ingesting.identifying import Identifier
from baocao.ingesting.judging import Judge
from baocao.ingesting.layouts import Layouts
from baocao.ingesting.model import Both, Delivery, FileContent, FileResult
from baocao.ingesting.outcome import FINISHED, UNREACHABLE, IngestResult
from baocao.ingesting.personal import MASK
from baocao.ingesting.reading import read_file
from baocao.ingesting.safety import FileRefused, media_type
from baocao.receipts.writing import ReceiptWriter
from baocao.registry import Registry
from baocao.settings import MEBIBYTE, Settings

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


class Ingest:
    """One run; each step is a method of its own, so that a run can be stopped between any two."""

    def __init__(self, settings: Settings, registry: Registry, *, dry_run: bool = False) -> None:
        """Load the catalogue and prepare the look-ups.

        Args:
            settings: where the state is and what time it is.
            registry: the reference data.
            dry_run: write nothing.
        """
        self.settings = settings
        self.dry_run = dry_run
        self.result = IngestResult()
        catalogue = findings.load(settings.expectations)
        self._layouts = Layouts(registry)
        self._judge = Judge(registry, Identifier(registry, self._layouts), catalogue)
        self._writer = ReceiptWriter(settings, registry, catalogue)

    def run(self, deliveries: list[Delivery], progress: Progress | None = None) -> IngestResult:
        """Take in deliveries, batch by batch."""
        with self._only_writer():
            self.history = History(self.settings)
            for start in range(0, len(deliveries), FILES_PER_BATCH):
                batch = deliveries[start : start + FILES_PER_BATCH]
                with _without_cycle_search():
                    self._take_batch(batch, start, len(deliveries), progress)
        return self.result

    @contextmanager
    def _only_writer(self) -> Iterator[None]:
        """Wait for another run to end; the lock goes with the process that holds it."""
        if self.dry_run:
            yield
            return
        self.settings.landing.mkdir(parents=True, exist_ok=True)
        with (self.settings.landing / "ingest.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _take_batch(
        self, deliveries: list[Delivery], done: int, total: int, progress: Progress | None
    ) -> None:
        results: list[FileResult] = []
        finished: list[FileResult] = []
        for number, delivery in enumerate(deliveries, start=done + 1):
            try:
                result, is_new = self.take(delivery)
            except FileNotFoundError:
                # Another run has taken it in, or its sender took it back.
                continue
            except OSError as error:
                log.warning("%s: %s", delivery.inbox_path, type(error).__name__)
                self.result.files[UNREACHABLE] += 1
                continue
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

    def take(self, delivery: Delivery) -> tuple[FileResult, bool]:
        """Return what becomes of one file, its bytes kept, and whether that is new.

        Raises:
            OSError: the file cannot be opened; it stays where it is.
        """
        stamp = _stamp(delivery.path)
        size = stamp[1]
        too_large = size > self.settings.max_file_bytes
        content = None if too_large else delivery.path.read_bytes()
        sha256 = sha256_of(delivery.path) if content is None else archiving.sha256(content)
        arrived = delivery.received_at.isoformat()
        delivery_id = short_hash(delivery.inbox_path, sha256, arrived)
        if self.history.is_finished(delivery_id):
            return replace(self.history.result(delivery, delivery_id), stamp=stamp), False
        result = FileResult(
            delivery=delivery,
            delivery_id=delivery_id,
            file_sha256=sha256,
            size_bytes=size,
            media_type=media_type(delivery.file_name),
            outcome="read",
            stamp=stamp,
        )
        if not self._is_duplicate(result):
            self._read(result, content)
        self.history.note(result)
        if not self.dry_run and result.outcome != "duplicate":
            self.archive(result, content)
        return result, True

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
        copies, finding = self._judge.duplicate(known, originals, result.delivery_id)
        result.submissions, result.findings = copies, [finding]
        return True

    def _read(self, result: FileResult, content: bytes | None) -> None:
        """Fill in the outcome and the submissions of a file, whatever is wrong with it."""
        delivery, delivery_id = result.delivery, result.delivery_id
        try:
            found = self._found(delivery, content, result.size_bytes)
            if found.personal_places:
                result.outcome = "quarantined"
                result.submissions = self._judge.quarantine(found, delivery, delivery_id)
            else:
                result.submissions = self._judge.judge(found, delivery, delivery_id)
            if result.submissions:
                return
            blank = Both("không có báo cáo nào", "it holds no report")
            refusal = FileRefused("FIL02", blank)
        except FileRefused as error:
            refusal = error
        except Exception as error:
            # Not the message of the error: it may quote a cell.
            frames = "".join(traceback.format_tb(error.__traceback__))
            log.error("%s: %s\n%s", delivery.inbox_path, type(error).__name__, frames)
            refusal = FileRefused("FIL01", type(error).__name__)
        result.outcome = "refused"
        submission, finding = self._judge.refuse(refusal, delivery, delivery_id)
        result.submissions, result.findings = [submission], [finding]

    def _found(self, delivery: Delivery, content: bytes | None, size: int) -> FileContent:
        if content is None:
            limit = self.settings.max_file_bytes / MEBIBYTE
            raise FileRefused("FIL06", f"{size / MEBIBYTE:.1f} MiB", f"{limit:.0f} MiB")
        if MASK in delivery.file_name or MASK in delivery.inbox_path:
            return FileContent([], [("", "")])
        limit = self.settings.max_unpacked_bytes
        return read_file(delivery.file_name, content, self._layouts, limit)


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
