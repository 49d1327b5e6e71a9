"""Found reports → submissions: every cell read, every fault named, each report judged alone."""

from collections import defaultdict
from dataclasses import replace

from baocao.files import short_hash
from baocao.ingesting.cells import UNKNOWN_ITEM, CellJudge
from baocao.ingesting.findings import Catalogue, Subject
from baocao.ingesting.history import Known
from baocao.ingesting.identifying import Identifier, Identity
from baocao.ingesting.model import (
    CLAIMED_TOTAL,
    Both,
    CellRow,
    Delivery,
    FileContent,
    FindingRow,
    FoundReport,
    Problem,
    Submission,
    Where,
)
from baocao.ingesting.personal import mask_personal_data
from baocao.ingesting.safety import FileRefused
from baocao.ingesting.totals import TWO_TOTALS, Mismatch, mismatch
from baocao.registry import Registry
from baocao.settings import VIETNAM

OUTCOMES = {"info": "accepted", "warn": "accepted_with_flags", "error": "accepted_with_flags"}
# With one of these the unit owes no such report, and its cells cannot be judged.
NOTHING_OWED = frozenset({"FIL03", "PER07", "REP05", "REP06"})
RANK = ("accepted", "accepted_with_flags", "rejected")


class Judge:
    """Judges what was found in files by the reference data."""

    def __init__(self, registry: Registry, identifier: Identifier, catalogue: Catalogue) -> None:
        """Keep the reference data.

        Args:
            registry: the reference data.
            identifier: says whose report a report is.
            catalogue: the texts of findings.
        """
        self._identifier = identifier
        self._catalogue = catalogue
        self._cells = CellJudge(registry, catalogue)
        self._form_codes = ", ".join(sorted({form.form_code for form in registry.forms}))

    def judge(self, content: FileContent, delivery: Delivery, delivery_id: str) -> list[Submission]:
        """Return a submission for each report of a file; the claimed totals join the sender's."""
        reports = [report for report in content.reports if not report.is_claimed]
        known = [self._identifier.identify(report, delivery) for report in reports]
        self._name_repeated(reports, known)
        submissions = [
            self._submission(report, identity, self._empty(report, identity, delivery, delivery_id))
            for report, identity in zip(reports, known, strict=True)
        ]
        for claimed in content.reports:
            if claimed.is_claimed:
                self._add_claimed(claimed, delivery, known, submissions)
        return submissions

    def refuse(
        self, refusal: FileRefused, delivery: Delivery, delivery_id: str
    ) -> tuple[Submission, FindingRow]:
        """Return the submission of a file that as a whole cannot be taken in, and why."""
        submission = self._whole_file(delivery, delivery_id, "rejected")
        subject = Subject(form=submission.form_code or "", period=submission.period_code or "")
        expected = refusal.expected or self._expected(refusal.finding_code)
        finding = self._catalogue.write(
            refusal.finding_code, subject, found=refusal.found, expected=expected
        )
        return submission, finding

    def quarantine(
        self, content: FileContent, delivery: Delivery, delivery_id: str
    ) -> list[Submission]:
        """Return the submissions of a file with personal data: its places, nothing of its text."""
        submissions = []
        for report in content.reports:
            if report.is_claimed:
                continue
            identity = self._identifier.identify(report, delivery)
            submissions.append(self._empty(report, identity, delivery, delivery_id))
        submissions = submissions or [self._whole_file(delivery, delivery_id, "quarantined")]
        for submission in submissions:
            submission.outcome = "quarantined"
            submission.sheet = mask_personal_data(submission.sheet)
        for sheet, cell in content.personal_places or [("", "")]:
            where = Where(mask_personal_data(sheet), cell)
            owner = next((one for one in submissions if one.sheet == where.sheet), submissions[0])
            if not any(finding.cell == cell for finding in owner.findings):
                owner.findings.append(self._catalogue.write("VAL10", Subject(), where=where))
        return submissions

    def duplicate(
        self, known: Known, originals: list[Submission], delivery_id: str
    ) -> tuple[list[Submission], FindingRow]:
        """Return the submissions of bytes that came before, without cells, and what to say."""
        copies = [
            replace(
                original,
                submission_id=short_hash(delivery_id, original.submission_id),
                outcome="duplicate",
                cells=[],
                findings=[],
            )
            for original in originals
        ]
        received = f"{known.received_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
        subject = Subject(form=copies[0].form_code or "", period=copies[0].period_code or "")
        return copies, self._catalogue.write("FIL10", subject, found=received)

    def _whole_file(self, delivery: Delivery, delivery_id: str, outcome: str) -> Submission:
        form_code, period_code = self._identifier.from_file_name(delivery.file_name)
        return Submission(
            submission_id=short_hash(delivery_id, "file"),
            unit_code=None,
            proposed_unit_code=None,
            form_code=form_code,
            form_version=None,
            period_code=period_code,
            regime=None,
            layout_code=None,
            report_date=None,
            sheet="",
            outcome=outcome,
        )

    def _name_repeated(self, reports: list[FoundReport], known: list[Identity]) -> None:
        """Add a problem to every report of a unit that stands more than once in a file."""
        places: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for number, identity in enumerate(known):
            if identity.key is not None:
                places[identity.key].append(number)
        for numbers in places.values():
            if len(numbers) > 1:
                found = ", ".join(
                    f"{reports[number].sheet} {reports[number].place}".strip() for number in numbers
                )
                for number in numbers:
                    known[number].problems.append(Problem("UNT06", reports[number].place, found))

    def _empty(
        self, report: FoundReport, identity: Identity, delivery: Delivery, delivery_id: str
    ) -> Submission:
        """Return a submission without cells; the file name fills in what the heading lacks."""
        form, period = identity.form, identity.period
        form_code = form.form_code if form else report.heading.form_code
        period_code = period.period_code if period else None
        if form_code is None or period_code is None:
            named_form, named_period = self._identifier.from_file_name(delivery.file_name)
            form_code, period_code = form_code or named_form, period_code or named_period
        return Submission(
            submission_id=short_hash(delivery_id, report.sheet, report.place),
            unit_code=identity.unit.unit_code if identity.unit else None,
            proposed_unit_code=None if identity.unit else identity.proposed,
            form_code=form_code,
            form_version=form.form_version if form else None,
            period_code=period_code,
            regime=period.regime if period else None,
            layout_code=report.layout_code,
            report_date=report.heading.report_date,
            sheet=report.sheet,
        )

    def _submission(
        self, report: FoundReport, identity: Identity, submission: Submission
    ) -> Submission:
        """Return the submission with the cells and findings of its report, judged."""
        subject = _subject(identity, submission)
        for problem in [*identity.problems, *report.problems]:
            submission.findings.append(self._problem(problem, report, subject))
        named = {problem.finding_code for problem in (*identity.problems, *report.problems)}
        if identity.key is not None and not named & (NOTHING_OWED | {"ITM05"}):
            submission.cells, findings = self._cells.read(report, identity, subject)
            submission.findings += findings
            self._judge_blank(submission, subject)
        outcomes = [OUTCOMES.get(finding.severity, "rejected") for finding in submission.findings]
        submission.outcome = max(outcomes, key=RANK.index, default="accepted")
        if submission.outcome == "rejected":
            submission.cells = []
        return submission

    def _problem(self, problem: Problem, report: FoundReport, subject: Subject) -> FindingRow:
        return self._catalogue.write(
            problem.finding_code,
            subject,
            found=problem.found,
            expected=problem.expected or self._expected(problem.finding_code),
            where=Where() if problem.is_of_file else Where(report.sheet, problem.place),
            reason=UNKNOWN_ITEM,
        )

    def _expected(self, finding_code: str) -> str:
        return self._form_codes if finding_code == "FIL03" else ""

    def _judge_blank(self, submission: Submission, subject: Subject) -> None:
        """Replace the remarks on single blanks by one when a whole report is blank."""
        blank = all(cell.value is None for cell in submission.cells)
        named = {finding.finding_code for finding in submission.findings}
        if blank and not named & {"VAL02", "VAL04", "VAL11", "VAL12"}:
            submission.findings = [
                finding
                for finding in submission.findings
                if finding.finding_code not in ("REP03", "ITM01", "ITM04")
            ]
            found = Both("mọi chỉ tiêu đều trống", "every item is blank")
            where = Where(submission.sheet, "")
            submission.findings.append(
                self._catalogue.write("FIL02", subject, found=found, where=where)
            )

    def _add_claimed(
        self,
        claimed: FoundReport,
        delivery: Delivery,
        known: list[Identity],
        submissions: list[Submission],
    ) -> None:
        """Add the sender's totals to the sender's own submission of the same form and period.

        With a report of the file refused, the totals can be compared with nothing and do not land.
        """
        own = self._identifier.identify(claimed, delivery)
        if own.key is None:
            return
        same = [
            (identity, submission)
            for identity, submission in zip(known, submissions, strict=True)
            if submission.form_code == own.key[1] and submission.period_code in (own.key[2], None)
        ]
        target = next((one for identity, one in same if identity.key == own.key), None)
        if target is None or any(submission.outcome == "rejected" for _, submission in same):
            return
        subject = _subject(own, target)
        cells, findings = self._cells.read_claimed(claimed, own, subject)
        if findings:
            target.outcome = "accepted_with_flags"
        held = {_key(cell): cell for cell in target.cells if cell.role == CLAIMED_TOTAL}
        new = [cell for cell in cells if _key(cell) not in held]
        twice = [cell for cell in cells if _key(cell) in held]
        target.cells += new
        target.findings += findings
        off = mismatch(new, (submission for _, submission in same))
        differing = [cell for cell in twice if cell.value != held[_key(cell)].value]
        if off is None and differing:
            cell = differing[0]
            found = f"{held[_key(cell)].cell} ≠ {cell.cell}"
            off = Mismatch(cell, Both(found, found), TWO_TOTALS)
        if off is not None:
            where = Where(off.cell.sheet, off.cell.cell)
            target.findings.append(
                self._catalogue.write(
                    "ITM07", subject, found=off.found, expected=off.expected, where=where
                )
            )


def _key(cell: CellRow) -> tuple[str, str]:
    return cell.indicator_code, cell.category_code


def _subject(identity: Identity, submission: Submission) -> Subject:
    unit = identity.unit
    return Subject(
        unit=f"{unit.unit_code} – {unit.name_vi}" if unit else "",
        form=submission.form_code or "",
        period=submission.period_code or "",
    )
