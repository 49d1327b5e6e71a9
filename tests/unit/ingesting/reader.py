"""Reads and judges files as ingest does, without keeping anything; built once for many tests."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from baocao.ingesting import findings
from baocao.ingesting.identifying import Identifier
from baocao.ingesting.judging import Judge
from baocao.ingesting.layouts import Layouts
from baocao.ingesting.model import Delivery, FindingRow, Submission
from baocao.ingesting.reading import read_file
from baocao.ingesting.safety import FileRefused
from baocao.registry import Registry

RECEIVED = datetime(2024, 3, 15, 2, 30, tzinfo=UTC)
LIMIT = 50 * 2**20


@dataclass
class Read:
    """What one file came to."""

    submissions: list[Submission]
    findings: list[FindingRow]

    def codes(self, *, at_least: str = "info") -> list[str]:
        """Return the codes of findings from a severity on, sorted."""
        ranks = ("info", "warn", "error", "block")
        worth = ranks[ranks.index(at_least) :]
        return sorted(one.finding_code for one in self.findings if one.severity in worth)

    def places(self) -> list[tuple[str, str]]:
        """Return the findings with their cells, in order."""
        return [(one.finding_code, one.cell) for one in self.findings]

    def outcomes(self) -> dict[str | None, str]:
        """Return the outcome of each report by unit."""
        return {one.unit_code: one.outcome for one in self.submissions}

    def message(self, finding_code: str) -> str:
        """Return the Vietnamese message of the one finding of a code."""
        (finding,) = [one for one in self.findings if one.finding_code == finding_code]
        return finding.message_vi

    def values(self) -> dict[str | None, dict[str, Any]]:
        """Return the figures that would land, by period and item."""
        found: dict[str | None, dict[str, Any]] = {}
        for submission in self.submissions:
            for cell in submission.cells:
                code = f"{cell.indicator_code}.{cell.category_code}".removesuffix("._T")
                found.setdefault(submission.period_code, {})[code] = cell.value
        return found


class Reader:
    """Reads and judges files by one configuration."""

    def __init__(self, registry: Registry, expectations: Path) -> None:
        """Prepare the look-ups."""
        self.registry = registry
        self.layouts = Layouts(registry)
        identifier = Identifier(registry, self.layouts)
        self._judge = Judge(registry, identifier, findings.load(expectations))

    def read(
        self,
        content: bytes,
        sender: str | None,
        name: str = "a.xlsx",
        at: datetime = RECEIVED,
    ) -> Read:
        """Return what a file from a sender comes to."""
        delivery = Delivery(Path(name), name, name, sender, at, in_inbox=False)
        try:
            content_found = read_file(name, content, self.layouts, LIMIT)
        except FileRefused as refusal:
            submission, finding = self._judge.refuse(refusal, delivery, "d")
            return Read([submission], [finding])
        assert not content_found.personal_places
        submissions = self._judge.judge(content_found, delivery, "d")
        return Read(submissions, [one for report in submissions for one in report.findings])
