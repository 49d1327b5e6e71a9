"""The answer to the sender: what was accepted, what is wrong and how to mend it, what is owed.

A receipt is a page for people (Vietnamese first, English second) and a JSON twin for machines,
both from one document. It is made of what landed alone, so a missing one can be written later.
"""

import json
import re
from collections import Counter, defaultdict
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader

from baocao.files import write_atomic
from baocao.ingesting.findings import Catalogue
from baocao.ingesting.history import History
from baocao.ingesting.model import FileResult, FindingRow, Submission
from baocao.registry import ExpectedReport, Period, Registry, Unit
from baocao.settings import VIETNAM, Settings

NO_SENDER = "_khac"
# Form, period and due date → the reports owed.
Owed = dict[tuple[str, str, date], list[ExpectedReport]]
MOST_FINDINGS = 500
_SAFE_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
OUTCOMES = {
    "accepted": ("Đã nhận", "Accepted"),
    "accepted_with_flags": ("Đã nhận, có điểm cần kiểm tra", "Accepted, with points to check"),
    "rejected": ("Không nhận", "Refused"),
    "quarantined": ("Đã cách ly, không nhận", "Quarantined, not accepted"),
    "duplicate": ("Trùng tệp đã nhận", "Same file as received before"),
}
# How a whole file is headed: the worst that became of a report in it.
HEADINGS = {
    "accepted": ("Đã nhận báo cáo", "Report accepted"),
    "accepted_with_flags": ("Đã nhận, cần kiểm tra lại", "Accepted, please check"),
    "partly": ("Một phần chưa được nhận", "Partly refused"),
    "rejected": ("Chưa nhận được báo cáo", "Report refused"),
    "quarantined": ("Tệp bị cách ly", "File quarantined"),
    "duplicate": ("Tệp này đã nhận trước đây", "This file was received before"),
}
SEVERITIES = {
    "block": ("Phải sửa, báo cáo chưa được nhận", "Must be mended, report refused"),
    "error": ("Sai, cần sửa và gửi lại", "Wrong, correct and send again"),
    "warn": ("Cần kiểm tra", "Please check"),
    "info": ("Lưu ý", "Note"),
}
RANK = ("block", "error", "warn", "info")


class ReceiptWriter:
    """Writes receipts under `receipts/<unit_code>/`."""

    def __init__(self, settings: Settings, registry: Registry, catalogue: Catalogue) -> None:
        """Prepare the page.

        Args:
            settings: where receipts go and what time it is.
            registry: names of units and forms, and what is expected of whom.
            catalogue: advice by finding code.
        """
        self._settings = settings
        self._registry = registry
        self._catalogue = catalogue
        self._units: dict[str, list[Unit]] = defaultdict(list)
        for unit in registry.units:
            self._units[unit.unit_code].append(unit)
        self._forms = {form.form_code: form for form in registry.forms}
        self._periods: dict[str, list[Period]] = defaultdict(list)
        for period in registry.periods:
            self._periods[period.period_code].append(period)
        self._items = {
            (item.form_code, item.indicator_code, item.category_code): item
            for form in registry.forms
            for item in form.items
        }

    @cached_property
    def _page(self) -> Any:
        loader = PackageLoader("baocao.ingesting", "templates")
        return Environment(loader=loader, autoescape=True, trim_blocks=True).get_template(
            "receipt.html.j2"
        )

    @cached_property
    def _expected(self) -> dict[tuple[str, str], list[ExpectedReport]]:
        """Return what each sender owes in each period."""
        expected: dict[tuple[str, str], list[ExpectedReport]] = defaultdict(list)
        for report in self._registry.expected_reports():
            expected[report.sender_unit_code, report.period_code].append(report)
        return dict(expected)

    def path(self, result: FileResult) -> Path:
        """Return where the page of a delivery is."""
        sender = result.delivery.sender_unit_code or next(
            (one.unit_code for one in result.submissions if one.unit_code), ""
        )
        folder = sender if _SAFE_FOLDER.fullmatch(sender) else NO_SENDER
        arrived = f"{result.delivery.received_at.astimezone(VIETNAM):%Y%m%d-%H%M%S}"
        return self._settings.receipts / folder / f"{arrived}-{result.delivery_id}.html"

    def write(self, result: FileResult, history: History) -> Path | None:
        """Write a delivery's receipt and its twin; return the page, None where it is there.

        The page is written last, so a page that exists has its twin.
        """
        path = self.path(result)
        if path.exists():
            return None
        document = self.document(result, history)
        twin = json.dumps(document, ensure_ascii=False)
        write_atomic(path.with_suffix(".json"), twin, sync=False)
        write_atomic(path, self._page.render(document), sync=False)
        return path

    def document(self, result: FileResult, history: History) -> dict[str, Any]:
        """Return all that a receipt says, ready to print."""
        delivery = result.delivery
        reports = [self._report(result, one, history) for one in result.submissions]
        kind = _heading(result)
        arrived = delivery.received_at.astimezone(VIETNAM)
        return {
            "delivery_id": result.delivery_id,
            "file_name": delivery.file_name,
            "file_sha256": result.file_sha256,
            "size_bytes": result.size_bytes,
            "sender_unit_code": delivery.sender_unit_code,
            "sender_name": self._unit_name(delivery.sender_unit_code, result),
            "received_at": delivery.received_at.isoformat(),
            "received_shown": f"{arrived:%H:%M} ngày {arrived:%d/%m/%Y}",
            "outcome": kind,
            "outcome_vi": HEADINGS[kind][0],
            "outcome_en": HEADINGS[kind][1],
            "is_read": result.outcome in ("read", "duplicate"),
            "findings": self._findings(result.findings, None),
            "reports": reports,
            "counts": dict(Counter(finding.severity for finding in result.all_findings())),
            "period_known": any(one.period_code for one in result.submissions),
            "owed": self._owed(result, history),
        }

    def _report(self, result: FileResult, one: Submission, history: History) -> dict[str, Any]:
        key = (one.unit_code or "", one.form_code or "", one.period_code or "")
        form = self._forms.get(key[1])
        periods = self._periods.get(key[2], [])
        is_version = all(key) and one.outcome != "duplicate"
        reported = [cell for cell in one.cells if cell.role == "value" and cell.value is not None]
        return {
            "unit_code": one.unit_code,
            "unit_name": self._unit_name(one.unit_code, result, one),
            "proposed_unit_code": one.proposed_unit_code,
            "proposed_unit_name": self._unit_name(one.proposed_unit_code, result, one),
            "form_code": one.form_code,
            "form_name_vi": form.name_vi if form else "",
            "form_name_en": form.name_en if form else "",
            "period_code": one.period_code,
            "period_vi": periods[0].name_vi if periods else "",
            "sheet": one.sheet,
            "outcome": one.outcome,
            "outcome_vi": OUTCOMES[one.outcome][0],
            "outcome_en": OUTCOMES[one.outcome][1],
            "version": history.version(key, one.submission_id) if is_version else None,
            "figures": len(reported),
            "findings": self._findings(one.findings, one),
        }

    def _findings(self, rows: list[FindingRow], one: Submission | None) -> list[dict[str, Any]]:
        ordered = sorted(rows, key=lambda row: RANK.index(row.severity))
        return [
            {
                "finding_code": row.finding_code,
                "severity": row.severity,
                "severity_vi": SEVERITIES[row.severity][0],
                "severity_en": SEVERITIES[row.severity][1],
                "item_code": self._item_code(row, one),
                "sheet": row.sheet,
                "cell": row.cell,
                "found": row.raw_text,
                "expected": row.expected,
                "message_vi": row.message_vi,
                "message_en": row.message_en,
                "advice_vi": self._catalogue[row.finding_code].advice_vi,
                "advice_en": self._catalogue[row.finding_code].advice_en,
            }
            for row in ordered[:MOST_FINDINGS]
        ]

    def _item_code(self, row: FindingRow, one: Submission | None) -> str:
        key = (one.form_code if one else "", row.indicator_code, row.category_code)
        item = self._items.get(key)  # pyright: ignore[reportArgumentType] - an absent key is fine
        return item.code if item else ""

    def _unit_name(
        self, code: str | None, result: FileResult, one: Submission | None = None
    ) -> str:
        """Return a unit's name on the last day of its report's period, else on arrival."""
        if code is None:
            return ""
        periods = self._periods.get(one.period_code or "", []) if one else []
        day = periods[0].end_date if periods else result.delivery.received_at.date()
        unit = self._registry.unit(code, day)
        known = self._units.get(code, [])
        return unit.name_vi if unit else (known[-1].name_vi if known else "")

    def _owed(self, result: FileResult, history: History) -> list[dict[str, Any]]:
        """Return what the sender still owes for the periods of this file, by form and due date."""
        sender = result.delivery.sender_unit_code or next(
            (one.unit_code for one in result.submissions if one.unit_code), None
        )
        periods = sorted({one.period_code for one in result.submissions if one.period_code})
        owed: Owed = defaultdict(list)
        for period_code in periods:
            for report in self._expected.get((sender or "", period_code), []):
                key = (report.unit_code, report.form_code, report.period_code)
                if not history.has_accepted(key):
                    owed[report.form_code, period_code, report.due_date].append(report)
        return [
            {
                "form_code": form_code,
                "period_code": period_code,
                "due_date": due_date.isoformat(),
                "due_shown": f"{due_date:%d/%m/%Y}",
                "units": [
                    {"unit_code": one.unit_code, "unit_name": self._expected_name(one)}
                    for one in reports
                ],
            }
            for (form_code, period_code, due_date), reports in sorted(owed.items())
        ]

    def _expected_name(self, report: ExpectedReport) -> str:
        units = self._units[report.unit_code]
        return next(unit.name_vi for unit in units if unit.valid_from == report.unit_valid_from)


def _heading(result: FileResult) -> str:
    """Return what became of a file in one word, a key of `HEADINGS`."""
    if result.outcome in ("duplicate", "quarantined"):
        return result.outcome
    outcomes = {one.outcome for one in result.submissions}
    if "rejected" in outcomes:
        return "rejected" if outcomes == {"rejected"} else "partly"
    return "accepted_with_flags" if "accepted_with_flags" in outcomes else "accepted"
