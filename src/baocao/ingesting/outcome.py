"""What a run of ingest did, in numbers."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from baocao.ingesting.model import FileResult

FINISHED = "finished"
UNREACHABLE = "unreachable"


@dataclass
class IngestResult:
    """What a run did, or in a dry run would do.

    Attributes:
        files: number of files by outcome (read | refused | duplicate | quarantined), of files that
            an earlier run had landed (finished), and of files that could not be opened for reading
            and stay where they are (unreachable).
        reports: number of reports by outcome.
        findings: number of findings by severity.
        batch_ids: the batches that landed, in order.
        affected: (form, period) of every report that landed.
        receipts: the pages written.
        refused: (file, finding code, message_vi, message_en) of files and reports not accepted.
    """

    files: Counter[str] = field(default_factory=Counter)
    reports: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    batch_ids: list[str] = field(default_factory=list)
    affected: set[tuple[str, str]] = field(default_factory=set)
    receipts: list[Path] = field(default_factory=list)
    refused: list[tuple[str, str, str, str]] = field(default_factory=list)

    @property
    def batch_id(self) -> str | None:
        """Return the last batch that landed, None when nothing did."""
        return self.batch_ids[-1] if self.batch_ids else None

    @property
    def has_faults(self) -> bool:
        """Tell whether anything was refused or flagged at error or worse."""
        return bool(self.findings["error"] or self.findings["block"] or self.files[UNREACHABLE])

    def count(self, result: FileResult) -> None:
        """Add one file's outcome."""
        self.files[result.outcome] += 1
        for one in result.submissions:
            self.reports[one.outcome] += 1
            if one.form_code and one.period_code:
                self.affected.add((one.form_code, one.period_code))
        for finding in result.all_findings():
            self.findings[finding.severity] += 1
            if finding.severity == "block":
                name = result.delivery.inbox_path
                texts = (finding.message_vi, finding.message_en)
                self.refused.append((name, finding.finding_code, *texts))
