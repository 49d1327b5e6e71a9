"""The receipts of a unit: what it handed in, what became of it, and what it gets back.

A receipt belongs to the account that handed the file in. What came another way belongs to the unit
that bore the sender's code then: on the last day of the period reported on, else on arrival.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from baocao.desk.ledger import Ledger
from baocao.desk.members import Member
from baocao.desk.store import Store
from baocao.registry import Unit
from baocao.settings import vietnam_day

DELIVERY_ID = re.compile(r"[0-9a-f]{16}")
# What of a sender's file comes back with the faults marked, by the kind of the file.
MARKED_KINDS = (".xlsx", ".csv", ".json")


@dataclass(frozen=True)
class Paper:
    """One receipt in short.

    Attributes:
        page: its HTML file, beside which its JSON twin and the marked file lie.
        outcome: what became of the file as a whole, failed rules counted in.
        reports: unit, form and period of each report in it, None where unknown.
        remarks: number of findings and failed rules by severity.
    """

    page: Path
    delivery_id: str
    received_at: datetime
    file_name: str
    outcome: str
    outcome_vi: str
    outcome_en: str
    reports: tuple[tuple[str | None, str | None, str | None], ...]
    remarks: Counter[str]

    @property
    def subjects(self) -> list[tuple[str | None, str | None, int]]:
        """Return form, period and number of reports of what the file is about."""
        counts = Counter((form_code, period_code) for _, form_code, period_code in self.reports)
        return [(*subject, number) for subject, number in counts.items()]

    @property
    def twin(self) -> Path:
        """Return the receipt as JSON."""
        return self.page.with_suffix(".json")

    @property
    def marked(self) -> Path | None:
        """Return the sender's file with its faults marked, None when there is none."""
        paths = (self.page.with_suffix(f".marked{kind}") for kind in MARKED_KINDS)
        return next((path for path in paths if path.is_file()), None)

    def document(self) -> dict[str, Any]:
        """Return all that the receipt says."""
        return json.loads(self.twin.read_text(encoding="utf-8"))


class Papers:
    """Receipts as they lie in the state; what each is about is read once."""

    def __init__(self, store: Store, ledger: Ledger) -> None:
        """Keep what knows who handed in what, and what became of it."""
        self._store = store
        self._ledger = ledger
        self._known: dict[Path, Paper] = {}

    def of(self, member: Member) -> list[Paper]:
        """Return the receipts of a unit, the latest first."""
        folder = member.settings.receipts / member.unit.unit_code
        papers = [self._paper(page) for page in folder.glob("*.html")]
        senders = self._handed_in(member)
        mine = [
            paper
            for paper in papers
            if paper.received_at <= member.settings.now
            and _is_of(paper, senders.get(paper.delivery_id), member)
        ]
        return sorted(mine, key=lambda paper: (paper.received_at, paper.delivery_id), reverse=True)

    def find(self, member: Member, delivery_id: str) -> Paper | None:
        """Return one receipt of a unit, None when there is none or it is another's."""
        folder = member.settings.receipts / member.unit.unit_code
        if not DELIVERY_ID.fullmatch(delivery_id):
            return None
        for page in folder.glob(f"*-{delivery_id}.html"):
            paper = self._paper(page)
            if _is_of(paper, self._handed_in(member).get(delivery_id), member):
                return paper
        return None

    def _handed_in(self, member: Member) -> dict[str, int]:
        """Return the account by which each file came that was handed in here under a code."""
        rows = self._store.rows(
            "select account_id, inbox_folder from uploads join accounts using (account_id) "
            "where unit_code = ?",
            member.unit.unit_code,
        )
        found = {self._ledger.delivery_in(row["inbox_folder"]): row["account_id"] for row in rows}
        return {delivery_id: account for delivery_id, account in found.items() if delivery_id}

    def _paper(self, page: Path) -> Paper:
        """Return a receipt in short; a page that is there has its twin, and neither changes."""
        if page not in self._known:
            document = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
            self._known[page] = Paper(
                page=page,
                delivery_id=document["delivery_id"],
                received_at=datetime.fromisoformat(document["received_at"]),
                file_name=document["file_name"],
                outcome=document.get("tone") or document["outcome"],
                outcome_vi=document["outcome_vi"],
                outcome_en=document["outcome_en"],
                reports=tuple(
                    (one["unit_code"], one["form_code"], one["period_code"])
                    for one in document["reports"]
                ),
                remarks=_remarks(document),
            )
        return self._known[page]


def _remarks(document: dict[str, Any]) -> Counter[str]:
    """Return the number of findings and failed rules of a receipt by severity."""
    return Counter(document["counts"]) + Counter(document.get("rule_counts") or {})


def _is_of(paper: Paper, handed_in_by: int | None, member: Member) -> bool:
    if handed_in_by is not None:
        return handed_in_by == member.account.account_id
    return _bearer(paper, member) == member.unit


def _bearer(paper: Paper, member: Member) -> Unit | None:
    """Return the unit that bore the sender's code when a file came that was not handed in here."""
    registry, code = member.registry, member.unit.unit_code
    ends = {
        period.end_date
        for _, _, period_code in paper.reports
        if period_code
        for period in registry.periods_with_code(period_code)
    }
    bearers = {unit for day in ends if (unit := registry.unit(code, day))}
    if len(bearers) == 1:
        return bearers.pop()
    day = vietnam_day(paper.received_at)
    earlier = [unit for unit in registry.units if unit.unit_code == code and unit.valid_from <= day]
    return max(earlier, key=lambda unit: unit.valid_from, default=None)
