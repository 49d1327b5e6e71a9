"""One file's bytes → its outcome, its reports and findings; writes nothing, in any process."""

import traceback
from typing import NamedTuple

from baocao.ingesting.findings import Catalogue
from baocao.ingesting.identifying import Identifier
from baocao.ingesting.judging import Judge
from baocao.ingesting.layouts import Layouts
from baocao.ingesting.model import Both, Delivery, FileContent, FindingRow, Submission
from baocao.ingesting.personal import MASK
from baocao.ingesting.reading import read_file
from baocao.ingesting.refusing import damaged
from baocao.ingesting.safety import FileRefused
from baocao.registry import Registry
from baocao.settings import MEBIBYTE, Settings


class Job(NamedTuple):
    """A file to examine; `content` is None for one that is too large to be read."""

    delivery: Delivery
    delivery_id: str
    content: bytes | None
    size_bytes: int


class Examined(NamedTuple):
    """What became of a file.

    Attributes:
        outcome: read | refused | quarantined.
        submissions: its reports, or one for the whole file.
        findings: on the file as a whole.
        error: for the log, where an error of our own stopped the examination; quotes no cell.
    """

    outcome: str
    submissions: list[Submission]
    findings: list[FindingRow]
    error: str = ""


class Examiner:
    """Reads and judges files; holds all that is needed for it, and can be sent to a process."""

    def __init__(self, settings: Settings, registry: Registry, catalogue: Catalogue) -> None:
        """Prepare the look-ups.

        Args:
            settings: the limits on files.
            registry: the reference data.
            catalogue: the texts of findings.
        """
        self._most_bytes = settings.max_file_bytes
        self._most_unpacked = settings.max_unpacked_bytes
        self._layouts = Layouts(registry)
        self.judge = Judge(registry, Identifier(registry, self._layouts), catalogue)

    def examine(self, job: Job) -> Examined:
        """Return what becomes of a file, whatever is wrong with it."""
        error = ""
        try:
            return self._judged(job)
        except FileRefused as known:
            refusal = known
        except Exception as unknown:
            # Not the message of the error: it may quote a cell.
            trace = "".join(traceback.format_tb(unknown.__traceback__))
            error = f"{type(unknown).__name__}\n{trace}"
            refusal = damaged()
        return self._refused(job, refusal, error)

    def lost(self, job: Job) -> Examined:
        """Return what becomes of a file that ends every process that reads it."""
        found = Both("chương trình đọc tệp bị dừng", "the program that reads it was stopped")
        return self._refused(job, FileRefused("FIL01", found), "the process that read it died")

    def _judged(self, job: Job) -> Examined:
        found = self._found(job)
        if found.personal_places:
            submissions = self.judge.quarantine(found, job.delivery, job.delivery_id)
            return Examined("quarantined", submissions, [])
        submissions = self.judge.judge(found, job.delivery, job.delivery_id)
        if not submissions:
            raise FileRefused("FIL02", Both("không có báo cáo nào", "it holds no report"))
        return Examined("read", submissions, [])

    def _found(self, job: Job) -> FileContent:
        delivery = job.delivery
        if job.content is None:
            limit = self._most_bytes / MEBIBYTE
            raise FileRefused("FIL06", f"{job.size_bytes / MEBIBYTE:.1f} MiB", f"{limit:.0f} MiB")
        if MASK in delivery.file_name or MASK in delivery.inbox_path:
            return FileContent([], [("", "")])
        return read_file(delivery.file_name, job.content, self._layouts, self._most_unpacked)

    def _refused(self, job: Job, refusal: FileRefused, error: str) -> Examined:
        submission, finding = self.judge.refuse(refusal, job.delivery, job.delivery_id)
        return Examined("refused", [submission], [finding], error)
