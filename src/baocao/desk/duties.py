"""What a unit has to hand in, form by form and period by period, and how each of them stands."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from baocao.desk.ledger import Arrival, Ledger
from baocao.registry import ExpectedReport, Form, Period, Registry, Unit
from baocao.settings import Settings, vietnam_day

UnitKey = tuple[str, date]


@dataclass(frozen=True)
class Duty:
    """What a unit hands in for one form and period: its own report, or those of a whole district.

    Attributes:
        sender: who sends the file: the unit itself, or the one that reports for it.
        status: on_time | late | missing | rejected | not_due, as in `fct_reporting_status`; of
            several reports that of the one in the worst state.
        expected: number of reports that belong in the file.
        accepted: number of those that have been accepted.
        lacking: codes of the units whose report has not been, where the file holds several.
        last: the arrival that counts now, else the last one; None when nothing arrived.
        versions: number of times it arrived (for one report only, else 0).
        today: the day in Vietnam on which this is so.
    """

    form: Form
    period: Period
    due_date: date
    sender: str
    is_sent_by_other: bool
    status: str
    expected: int
    accepted: int
    lacking: tuple[str, ...]
    last: Arrival | None
    versions: int
    days_late: int
    today: date

    @property
    def is_done(self) -> bool:
        """Tell whether nothing more is owed for it."""
        return self.accepted == self.expected

    @property
    def is_pressing(self) -> bool:
        """Tell whether it can be filled in, its period being over, or has been refused."""
        return self.period.end_date < self.today or self.status == "rejected"

    @property
    def days_left(self) -> int:
        """Return the number of days to the due date, negative after it."""
        return (self.due_date - self.today).days


class Duties:
    """All duties of a registry, by the unit that hands in and by the unit reported on."""

    def __init__(self, registry: Registry) -> None:
        """Keep the reference data."""
        self.registry = registry

    @cached_property
    def _of_unit(self) -> dict[UnitKey, list[ExpectedReport]]:
        """Return the reports that a unit sends or that others send for it."""
        found: dict[UnitKey, list[ExpectedReport]] = defaultdict(list)
        for report in self.registry.expected_reports():
            found[report.unit_code, report.unit_valid_from].append(report)
            if report.sender_unit_code != report.unit_code:
                sender = self.registry.unit(report.sender_unit_code, self._period(report).end_date)
                if sender is not None:
                    found[sender.unit_code, sender.valid_from].append(report)
        return dict(found)

    @cached_property
    def _forms(self) -> dict[tuple[str, str], Form]:
        return {(form.form_code, form.form_version): form for form in self.registry.forms}

    def _period(self, report: ExpectedReport) -> Period:
        period = self.registry.period(report.period_code, report.regime)
        if period is None:  # pragma: no cover - an expected report comes from a period
            raise LookupError(report.period_code)
        return period

    def reports(self, unit: Unit) -> list[ExpectedReport]:
        """Return the reports that a unit sends or that others send for it, in order of periods."""
        return self._of_unit.get((unit.unit_code, unit.valid_from), [])

    def may_send(self, unit: Unit, today: date) -> bool:
        """Tell whether a unit may hand in: while it is valid, and until its last report is due.

        The reports for a unit's last days fall due after it has ended.
        """
        if unit.valid_from <= today and (unit.valid_to is None or today < unit.valid_to):
            return True
        own = [one for one in self.reports(unit) if one.sender_unit_code == unit.unit_code]
        last = max((one.due_date for one in own), default=date.min)
        return unit.valid_from <= today <= last

    def owes(self, unit: Unit, form_code: str, period_code: str) -> bool:
        """Tell whether a unit itself sends a form for a period."""
        return any(
            one.form_code == form_code
            and one.period_code == period_code
            and one.sender_unit_code == unit.unit_code
            for one in self.reports(unit)
        )

    def of(self, unit: Unit, ledger: Ledger, settings: Settings) -> list[Duty]:
        """Return the duties of a unit whose window has begun, the latest due first."""
        groups: dict[tuple[str, str, str], list[ExpectedReport]] = defaultdict(list)
        for report in self.reports(unit):
            if self._period(report).start_date <= settings.today:
                key = (report.form_code, report.period_code, report.sender_unit_code)
                groups[key].append(report)
        duties = [self._duty(unit, reports, ledger, settings) for reports in groups.values()]
        order = {form.form_code: place for place, form in enumerate(self.registry.forms)}
        return sorted(
            duties, key=lambda one: (-one.due_date.toordinal(), order[one.form.form_code])
        )

    def _duty(
        self, unit: Unit, reports: list[ExpectedReport], ledger: Ledger, settings: Settings
    ) -> Duty:
        first = reports[0]
        due = min(report.due_date for report in reports)
        states = [
            report_state(report, ledger.arrivals(report, settings.now), settings.today)
            for report in reports
        ]
        worst = min(states, key=lambda state: RANK.index(state.status))
        lasts = [state.last for state in states if state.last is not None]
        return Duty(
            form=self._forms[first.form_code, first.form_version],
            period=self._period(first),
            due_date=due,
            sender=first.sender_unit_code,
            is_sent_by_other=first.sender_unit_code != unit.unit_code,
            status=worst.status,
            expected=len(states),
            accepted=sum(state.is_accepted for state in states),
            lacking=tuple(
                report.unit_code
                for report, state in zip(reports, states, strict=True)
                if len(reports) > 1 and not state.is_accepted
            ),
            last=max(lasts, default=None),
            versions=states[0].versions if len(states) == 1 else 0,
            days_late=max(state.days_late for state in states),
            today=settings.today,
        )


# Which of several states a file as a whole is in: the one that asks most of the sender.
RANK = ("missing", "rejected", "not_due", "late", "on_time")


@dataclass(frozen=True)
class ReportState:
    """How one expected report stands; `last` is the arrival that counts, else the last one."""

    status: str
    is_accepted: bool
    last: Arrival | None
    versions: int
    days_late: int


def report_state(report: ExpectedReport, arrived: list[Arrival], today: date) -> ReportState:
    """Return how one expected report stands, given what arrived for it."""
    accepted = [one for one in arrived if one.is_accepted]
    overdue = max(0, (today - report.due_date).days)
    if not accepted:
        rest = "missing" if overdue else "not_due"
        last = arrived[-1] if arrived else None
        is_refused = any(one.is_told for one in arrived)
        return ReportState("rejected" if is_refused else rest, False, last, len(arrived), overdue)
    days_late = max(0, (vietnam_day(accepted[0].received_at) - report.due_date).days)
    status = "late" if days_late else "on_time"
    return ReportState(status, True, accepted[-1], len(arrived), days_late)
