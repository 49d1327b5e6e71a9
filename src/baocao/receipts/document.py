"""All that a receipt says, as one document: the page and the record for machines print it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from baocao.ingesting.findings import Catalogue
from baocao.ingesting.history import History
from baocao.ingesting.model import VALUE, FileResult, FindingRow, Submission
from baocao.receipts.comparing import Comparer, Suspects
from baocao.receipts.faults import Fault, of_failure, of_finding
from baocao.receipts.owing import Owed, Owing
from baocao.receipts.wording import HEADINGS, OUTCOMES, SEVERITIES, STATES, plain_number, summary
from baocao.registry import ExpectedReport, FormItem, Period, Registry, Unit
from baocao.settings import VIETNAM

MOST_FINDINGS = 500


@dataclass(frozen=True)
class Receipt:
    """A receipt and everything that is wrong with the file, for marking it."""

    document: dict[str, Any]
    faults: list[Fault]


@dataclass(frozen=True)
class _Judged:
    """One report with its faults, how many comparisons were made, and which cells are suspect."""

    one: Submission
    findings: list[Fault]
    compared: int
    failures: list[dict[str, Any]]
    rules: list[Fault]
    suspects: Suspects


class Receipts:
    """Makes receipts of what landed."""

    def __init__(
        self, registry: Registry, catalogue: Catalogue, comparer: Comparer | None, today: date
    ) -> None:
        """Prepare the look-ups.

        Args:
            registry: names of units and forms, and what is expected of whom.
            catalogue: advice by finding code.
            comparer: judges figures; None where the rules cannot be read.
            today: the day in Vietnam on which something is owed.
        """
        self._registry = registry
        self._catalogue = catalogue
        self._comparer = comparer
        self._today = today
        self._owing = Owing(registry)
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
        self._items_by_code = {
            form.form_code: {item.code: item for item in form.items} for form in registry.forms
        }

    def make(self, result: FileResult, history: History) -> Receipt:
        """Return the receipt of a delivery."""
        of_file = [self._of_finding(row, None, "") for row in result.findings]
        judged = [self._judge(result, one) for one in result.submissions]
        faults = of_file + [
            fault for report in judged for fault in (*report.findings, *report.rules)
        ]
        document = self._heading(result, judged, faults)
        document |= {
            "findings": [_shown(fault) for fault in _first(of_file)],
            "reports": [self._report(result, report, history) for report in judged],
            "counts": dict(Counter(one.severity for one in faults if not one.is_rule)),
            "rule_counts": dict(Counter(one.severity for one in faults if one.is_rule)),
            "period_known": any(one.period_code for one in result.submissions),
            "owed_on": self._today.isoformat(),
            "owed_on_shown": f"{self._today:%d/%m/%Y}",
            "owed": [self._owed(one) for one in self._owed_by_sender(result, history)],
            "marked": None,
        }
        return Receipt(document, faults)

    def _heading(
        self, result: FileResult, judged: list[_Judged], faults: list[Fault]
    ) -> dict[str, Any]:
        delivery, kind = result.delivery, _outcome(result)
        is_flagged = any(fault.is_rule and fault.severity != "info" for fault in faults)
        tone = "accepted_with_flags" if kind == "accepted" and is_flagged else kind
        arrived = delivery.received_at.astimezone(VIETNAM)
        accepted = sum(report.one.outcome.startswith("accepted") for report in judged)
        said = summary(kind, accepted, len(judged), Counter(fault.severity for fault in faults))
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
            "tone": tone,
            "outcome_vi": HEADINGS[tone][0],
            "outcome_en": HEADINGS[tone][1],
            "summary_vi": said[0],
            "summary_en": said[1],
            "is_read": result.outcome in ("read", "duplicate"),
        }

    def _judge(self, result: FileResult, one: Submission) -> _Judged:
        unit = self._unit_text(one.unit_code, result, one)
        findings = [self._of_finding(row, one, unit) for row in one.findings]
        if self._comparer is None or not one.outcome.startswith("accepted"):
            return _Judged(one, findings, 0, [], [], [])
        compared, failures, suspects = self._comparer.compare(result, one)
        items = self._items_by_code.get(one.form_code or "", {})
        rules = [of_failure(failure, unit, items) for failure in failures]
        shown = [
            _shown(fault)
            | {"rule_code": failure.rule_code, **failure.words}
            | {
                "left": plain_number(failure.left),
                "right": plain_number(failure.right),
                "difference": plain_number(failure.difference),
                "sign": failure.sign,
                "cells": _short_places(failure.cells),
            }
            for failure, fault in zip(failures, rules, strict=True)
        ]
        shown.sort(key=lambda one: tuple(SEVERITIES).index(one["severity"]))
        return _Judged(one, findings, compared, shown, rules, suspects)

    def _of_finding(self, row: FindingRow, one: Submission | None, unit: str) -> Fault:
        form_code = (one.form_code if one else None) or ""

        def item_of(indicator: str | None, category: str | None) -> FormItem | None:
            return self._items.get((form_code, indicator or "", category or ""))

        return of_finding(row, unit, item_of, self._catalogue)

    def _report(self, result: FileResult, judged: _Judged, history: History) -> dict[str, Any]:
        one = judged.one
        key = (one.unit_code or "", one.form_code or "", one.period_code or "")
        form = self._forms.get(key[1])
        periods = self._periods.get(key[2], [])
        is_version = all(key) and one.outcome != "duplicate"
        reported = [cell for cell in one.cells if cell.role == VALUE and cell.value is not None]
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
            "period_en": periods[0].name_en if periods else "",
            "sheet": one.sheet,
            "outcome": one.outcome,
            "outcome_vi": OUTCOMES[one.outcome][0],
            "outcome_en": OUTCOMES[one.outcome][1],
            "version": history.version(key, one.submission_id) if is_version else None,
            "figures": len(reported),
            "findings": [_shown(fault) for fault in _first(judged.findings)],
            "compared": judged.compared,
            "rules": judged.failures[:MOST_FINDINGS],
            "suspects": judged.suspects,
        }

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

    def _unit_text(self, code: str | None, result: FileResult, one: Submission) -> str:
        return f"{code} – {self._unit_name(code, result, one)}" if code else ""

    def _owed_by_sender(self, result: FileResult, history: History) -> list[Owed]:
        """Return what the sender owes: what is due or open, and for the periods of this file."""
        sender = result.delivery.sender_unit_code or next(
            (one.unit_code for one in result.submissions if one.unit_code), None
        )
        periods = {one.period_code for one in result.submissions if one.period_code}
        return self._owing.of(sender or "", history, self._today, periods)

    def _owed(self, owed: Owed) -> dict[str, Any]:
        form = self._forms.get(owed.form_code)
        periods = self._periods.get(owed.period_code, [])
        return {
            "form_code": owed.form_code,
            "form_name_vi": form.name_vi if form else "",
            "period_code": owed.period_code,
            "period_vi": periods[0].name_vi if periods else "",
            "due_date": owed.due_date.isoformat(),
            "due_shown": f"{owed.due_date:%d/%m/%Y}",
            "days": (owed.due_date - self._today).days,
            "state": owed.state,
            "state_vi": STATES[owed.state][0],
            "state_en": STATES[owed.state][1],
            "units": [
                {"unit_code": one.unit_code, "unit_name": self._expected_name(one)}
                for one in owed.reports
            ],
        }

    def _expected_name(self, report: ExpectedReport) -> str:
        units = self._units[report.unit_code]
        return next(unit.name_vi for unit in units if unit.valid_from == report.unit_valid_from)


def _short_places(cells: Sequence[tuple[str, str]]) -> list[str]:
    """Return places as short as they can be told apart: E17, or BC!E17 over several sheets."""
    if len({sheet for sheet, _ in cells}) == 1:
        return [cell for _, cell in cells]
    return [f"{sheet}!{cell}" for sheet, cell in cells]


def _first(faults: list[Fault]) -> list[Fault]:
    """Return the gravest faults; a page has an end."""
    return sorted(faults, key=lambda fault: fault.rank)[:MOST_FINDINGS]


def _shown(fault: Fault) -> dict[str, Any]:
    return {
        "finding_code": fault.code,
        "severity": fault.severity,
        "severity_vi": SEVERITIES[fault.severity][0],
        "severity_en": SEVERITIES[fault.severity][1],
        "item_code": fault.item_code,
        "sheet": fault.sheet,
        "cell": fault.cell,
        "found": fault.found,
        "expected": fault.expected[0],
        "expected_en": fault.expected[1],
        "message_vi": fault.message[0],
        "message_en": fault.message[1],
        "advice_vi": fault.advice[0],
        "advice_en": fault.advice[1],
    }


def _outcome(result: FileResult) -> str:
    """Return what became of a file in one word, a key of `HEADINGS`."""
    if result.outcome in ("duplicate", "quarantined"):
        return result.outcome
    outcomes = {one.outcome for one in result.submissions}
    if "rejected" in outcomes:
        return "rejected" if outcomes == {"rejected"} else "partly"
    return "accepted_with_flags" if "accepted_with_flags" in outcomes else "accepted"
