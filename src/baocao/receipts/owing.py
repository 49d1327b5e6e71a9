"""What a sender still owes: reports of periods that are over, and whether they are overdue."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from baocao.ingesting.history import History
from baocao.registry import ExpectedReport, Registry

OVERDUE, OPEN, LATER = "overdue", "open", "later"
STATES = (OVERDUE, OPEN, LATER)
Sender = tuple[str, date]  # a unit: its code and the day from which it bears it


@dataclass(frozen=True)
class Owed:
    """Reports of one form for one period that fall due on one day and have not been accepted.

    Attributes:
        state: `overdue`, the due date is over; `open`, the period is over and the due date is not;
            `later`, the period itself is not over yet.
        reports: one for each unit that the sender reports for.
    """

    form_code: str
    period_code: str
    due_date: date
    state: str
    reports: tuple[ExpectedReport, ...]


class Owing:
    """Looks up what senders owe."""

    def __init__(self, registry: Registry) -> None:
        """Keep the registry.

        Args:
            registry: who owes what, until when.
        """
        self._registry = registry
        self._history: History | None = None
        self._not_accepted: dict[Sender, list[tuple[ExpectedReport, date]]] = {}

    def of(self, sender: str, history: History, on: date, also: Collection[str] = ()) -> list[Owed]:
        """Return what a sender owes on a day: the periods asked for, what is overdue, what is open.

        Args:
            sender: the unit that sends the files, for itself or for others.
            history: what has been accepted so far.
            on: the day in Vietnam.
            also: codes of periods that are named even where they are not over yet.
        """
        found: dict[tuple[date, str, str, str], list[ExpectedReport]] = defaultdict(list)
        for report, last_day in self._missing(self._unit(sender, on), history):
            state = _state(report.due_date, last_day, on)
            if state != LATER or report.period_code in also:
                group = (report.due_date, report.form_code, report.period_code, state)
                found[group].append(report)
        groups = [
            Owed(form_code, period_code, due_date, state, tuple(reports))
            for (due_date, form_code, period_code, state), reports in found.items()
        ]
        return sorted(
            groups,
            key=lambda one: (
                one.period_code not in also,
                STATES.index(one.state),
                one.due_date,
                one.period_code,
                one.form_code,
            ),
        )

    def _unit(self, sender: str, on: date) -> Sender:
        """Return who bears a code on a day, or bore it last: codes are used again for others."""
        unit = self._registry.unit(sender, on)
        if unit is not None:
            return sender, unit.valid_from
        began = [day for code, day in self._expected if code == sender and day <= on]
        return sender, max(began, default=date.min)

    def _missing(self, sender: Sender, history: History) -> list[tuple[ExpectedReport, date]]:
        """Return the reports of a sender that have not been accepted; what has been stays so."""
        if self._history is not history:
            self._history, self._not_accepted = history, {}
        known = self._not_accepted.get(sender, self._expected.get(sender, []))
        missing = [
            (report, last_day)
            for report, last_day in known
            if not history.has_accepted((report.unit_code, report.form_code, report.period_code))
        ]
        self._not_accepted[sender] = missing
        return missing

    @cached_property
    def _expected(self) -> dict[Sender, list[tuple[ExpectedReport, date]]]:
        """Return the reports that each sender owes, with the last day of their period."""
        expected: dict[Sender, list[tuple[ExpectedReport, date]]] = defaultdict(list)
        for report in self._registry.expected_reports():
            period = self._registry.period(report.period_code, report.regime)
            if period is None:
                continue
            sender = self._registry.unit(report.sender_unit_code, period.end_date)
            if sender is not None:
                key = (sender.unit_code, sender.valid_from)
                expected[key].append((report, period.end_date))
        return dict(expected)


def _state(due_date: date, last_day: date, on: date) -> str:
    if due_date < on:
        return OVERDUE
    return OPEN if last_day < on else LATER
