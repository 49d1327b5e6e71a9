"""Whose report is it, of which form, for which period, and may this sender send it?"""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import PurePosixPath

from baocao.ingesting import dates
from baocao.ingesting.agreeing import Agreement
from baocao.ingesting.dates import shown_day
from baocao.ingesting.discovering import UNKNOWN_SENDER
from baocao.ingesting.layouts import Layouts
from baocao.ingesting.model import Both, Delivery, FoundReport, Problem, Text
from baocao.ingesting.period_finding import PeriodFinder, contradicts
from baocao.ingesting.recognising import ONE_DAY, UnitRecogniser
from baocao.ingesting.text import fold
from baocao.registry import Addressee, Form, Period, Registry, Unit
from baocao.registry.calendars import CLOSING
from baocao.settings import vietnam_day


@dataclass
class Identity:
    """What a report says it is, as far as it could be made sure of.

    Attributes:
        unit: None when unknown or in doubt; `proposed` may then name a candidate.
        window: the unit's own window: the period's, cut to the unit's validity.
    """

    unit: Unit | None = None
    proposed: str | None = None
    form: Form | None = None
    period: Period | None = None
    window: tuple[date, date] | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str, str] | None:
        """Return unit, form and period, None while one of them is unknown."""
        if self.unit is None or self.form is None or self.period is None:
            return None
        return self.unit.unit_code, self.form.form_code, self.period.period_code


def shown_window(window: tuple[date, date]) -> str:
    """Return a window as forms print it."""
    return f"{shown_day(window[0])} – {shown_day(window[1])}"


class Identifier:
    """Identifies reports by the reference data."""

    def __init__(self, registry: Registry, layouts: Layouts) -> None:
        """Prepare the look-ups.

        Args:
            registry: the reference data.
            layouts: layout data of the forms.
        """
        self.registry = registry
        self.layouts = layouts
        self.units = UnitRecogniser(registry)
        self.periods = PeriodFinder(registry, layouts)
        self._agreement = Agreement(self.units.index)

    def from_file_name(self, name: str) -> tuple[str | None, str | None]:
        """Return the form code and the period code that a file's name tells, each or None."""
        code = _period_in_name(name)
        form_code = self.layouts.form_code_in_name(fold(PurePosixPath(name).stem))
        return form_code, code if code and self.periods.with_code(code) else None

    def identify(self, report: FoundReport, delivery: Delivery) -> Identity:
        """Return whose report it is, with everything that is wrong about that."""
        known = Identity()
        named = self.periods.named_by(report, PurePosixPath(delivery.file_name).stem)
        period = named.period
        known.problems += named.problems
        day = vietnam_day(delivery.received_at)
        window = (period.start_date, period.end_date) if period else (day, day)
        self._recognise(report, delivery, window, known)
        known.form = self._form(report, window[1], known)
        if period and known.unit and known.form:
            self._due_period(report, known, period)
            self._check_sender(report, known, delivery.sender_unit_code, window[1])
        else:
            known.period = period
        if known.period and not any(one.finding_code == "PER07" for one in known.problems):
            self._check_time(report, known, delivery)
        return known

    def _recognise(
        self, report: FoundReport, delivery: Delivery, window: tuple[date, date], known: Identity
    ) -> None:
        """Set the unit, and name every place of the file that names another one."""
        sender, file_name = delivery.sender_unit_code, delivery.file_name
        recognised = self.units.recognise(
            report.unit_code, report.unit_name, window, sender, has_codes=report.has_codes
        )
        known.unit, known.proposed = recognised.unit, recognised.proposed
        known.problems += recognised.problems
        if report.is_unit_row or report.layout_code == "long":
            return
        if known.unit is not None:
            known.problems += self._agreement.problems(report, file_name, known.unit, window[1])
        elif known.proposed in (None, sender):
            elsewhere = self._agreement.proposal(report, file_name, window[1])
            known.proposed = elsewhere or known.proposed

    def _form(self, report: FoundReport, day: date, known: Identity) -> Form | None:
        heading = report.heading
        form = self.registry.form(heading.form_code, day) if heading.form_code else None
        marked = report.mark.form if report.mark else heading.form_code
        if form is None:
            problem = Problem("FIL03", heading.form_place, heading.form_code or heading.form_text)
            known.problems.append(problem)
        elif marked != form.form_code:
            found = Both(
                f"{form.form_code}, dấu ẩn của biểu mẫu là {marked}",
                f"{form.form_code}, while the template's mark says {marked}",
            )
            known.problems.append(Problem("FIL03", heading.form_place, found, form.form_code))
        elif heading.form_version not in (None, form.form_version.casefold()):
            found = heading.form_version or ""
            problem = Problem("FIL11", heading.form_place, found, form.form_version)
            known.problems.append(problem)
        return form

    def _due_period(self, report: FoundReport, known: Identity, period: Period) -> None:
        """Set the period of the regime under which the unit owes the form, and the own window."""
        unit, form = known.unit, known.form
        if unit is None or form is None:
            return
        last_day = period.end_date
        if unit.valid_to is not None and unit.valid_to <= last_day:
            last_day = unit.valid_to - ONE_DAY
        addressee = self.registry.addressee(form.form_code, unit, last_day)
        place = report.heading.period.place if report.heading.period else ""
        if addressee is None:
            found = Both(
                f"{form.form_code} (đơn vị {unit.unit_code} không thuộc diện báo cáo biểu này)",
                f"{form.form_code} (unit {unit.unit_code} does not owe this form)",
            )
            known.problems.append(Problem("FIL03", report.heading.form_place, found))
            known.period = period
            return
        known.period = self._of_regime(period, addressee)
        known.window = (max(known.period.start_date, unit.valid_from), last_day)
        if not any(
            kind == period.period_type and number in (None, period.period_no)
            for kind, number in form.periods
        ):
            expected = Both(
                f"Biểu {form.form_code} không lập cho kỳ này.",
                f"{form.form_code} is not due for this period.",
            )
            known.problems.append(Problem("PER07", place, period.period_code, expected))
        elif period.period_type == CLOSING and unit.valid_to != period.end_date + ONE_DAY:
            end = shown_day(period.end_date)
            expected = Both(
                f"Kỳ này chỉ dành cho đơn vị kết thúc hoạt động hết ngày {end}.",
                f"Only units that end with {end} report for it.",
            )
            known.problems.append(Problem("PER07", place, period.period_code, expected))

    def _of_regime(self, period: Period, addressee: Addressee) -> Period:
        same = self.periods.with_code(period.period_code)
        return next((one for one in same if one.regime == addressee.regime), period)

    def _check_sender(
        self, report: FoundReport, known: Identity, sender: str | None, day: date
    ) -> None:
        """Refuse a report that this sender is not to send; without a sender nothing is known."""
        unit, form = known.unit, known.form
        if sender is None or unit is None or form is None or sender == unit.unit_code:
            return
        if unit.valid_to is not None and unit.valid_to <= day:
            day = unit.valid_to - ONE_DAY
        addressee = self.registry.addressee(form.form_code, unit, day)
        allowed = [unit.unit_code]
        if addressee is not None and addressee.sent_by == "parent":
            parent = self.registry.parent(unit.unit_code, day, addressee.tree)
            allowed = [parent, unit.unit_code] if parent else allowed
        if sender not in allowed:
            place = report.unit_code.place if report.unit_code else report.place
            known.problems.append(
                Problem("UNT04", place, _shown_sender(sender), " / ".join(allowed))
            )

    def _check_time(self, report: FoundReport, known: Identity, delivery: Delivery) -> None:
        period, heading = known.period, report.heading
        if period is None:
            return
        place = heading.period.place if heading.period else ""
        if period.start_date > vietnam_day(delivery.received_at):
            begins = shown_day(period.start_date)
            expected = Both(f"Kỳ này bắt đầu ngày {begins}.", f"It begins on {begins}.")
            known.problems.append(Problem("PER07", place, period.period_code, expected))
            return
        self._check_name(known, delivery, period)
        if not period.is_window_known:
            return
        whole = (period.start_date, period.end_date)
        # A unit that began within the period may state its own window; which one, only a known
        # unit tells.
        if known.window and heading.window not in (None, whole, known.window):
            due = shown_window(whole)
            expected = Both(f"kỳ {period.period_code} là {due}", f"{period.period_code} is {due}")
            found = shown_window(heading.window)
            known.problems.append(Problem("REP08", place, found, expected))
        cut_off = known.window[1] if known.window else period.end_date
        if heading.report_date is not None and heading.report_date < cut_off:
            found = shown_day(heading.report_date)
            known.problems.append(Problem("REP07", "", found, shown_day(cut_off)))

    def _check_name(self, known: Identity, delivery: Delivery, period: Period) -> None:
        in_name = _period_in_name(delivery.file_name)
        if in_name is not None and contradicts(in_name, period.period_code):
            known.problems.append(_other_period_in_name(in_name, period.period_code))


def _shown_sender(sender: str) -> Text:
    """Return a sender as its message names it; one from nowhere has no code to be named by."""
    return Both("không rõ người gửi", "unknown sender") if sender == UNKNOWN_SENDER else sender


@lru_cache(maxsize=1024)
def _period_in_name(name: str) -> str | None:
    """Return the period that a file's name tells, the same for each report in the file."""
    return dates.period_code(fold(PurePosixPath(name).stem))


def _other_period_in_name(in_name: str, declared: str) -> Problem:
    found = Both(f"{in_name} trong tên tệp", f"{in_name} in the file's name")
    expected = Both(f"kỳ ghi trong biểu là {declared}", f"the form says {declared}")
    return Problem("REP08", "", found, expected, is_of_file=True)
