"""What a template is for: a form, a unit and a period that fit together."""

from dataclasses import dataclass
from datetime import date

from baocao.errors import UsageError
from baocao.registry import Form, FormItem, Period, Registry, Unit


@dataclass(frozen=True)
class Request:
    """What a template is for; everything in it is known to fit together.

    `due_date` is the last day on which all of it is in time.
    """

    registry: Registry
    form: Form
    unit: Unit
    period: Period
    due_date: date
    rows: tuple[Unit, ...]

    @property
    def is_table(self) -> bool:
        """Return whether the unit sends the reports of others with its own."""
        return len(self.rows) > 1

    @property
    def layout_code(self) -> str:
        """Return the layout in which the unit sends the form."""
        return "units_down" if self.is_table else "items_down"

    def items(self, unit: Unit) -> list[FormItem]:
        """Return the items that a unit owes in the period."""
        return self.registry.items_due(self.form, unit.unit_type, self.period)


def request_for(registry: Registry, form_code: str, unit_code: str, period_code: str) -> Request:
    """Return what a template is for, once it is known that the report is owed.

    Raises:
        UsageError: no such form, unit or period, or the unit owes no such report.
    """
    periods = registry.periods_with_code(period_code)
    if not periods:
        raise UsageError(f"--period {period_code}: không có trong lịch / not in the calendar")
    end = periods[0].end_date
    form, unit = registry.form(form_code, end), registry.unit(unit_code, end)
    if form is None:
        known = sorted({form.form_code for form in registry.forms})
        raise UsageError(f"--form {form_code}: không có / unknown; expected one of {known}")
    if unit is None:
        raise UsageError(
            f"--unit {unit_code}: không có hiệu lực ngày / not valid on {end:%d/%m/%Y}"
        )
    wanted = [
        report
        for period in periods
        for version in registry.forms
        if version.form_code == form_code
        for report in registry.reports_due(version, period)
        if unit_code in (report.unit_code, report.sender_unit_code)
    ]
    sent = [report.unit_code for report in wanted if report.sender_unit_code == unit_code]
    rows = sorted(
        sent or [report.unit_code for report in wanted], key=lambda code: (code == unit_code, code)
    )
    if not rows:
        raise UsageError(
            f"{unit_code} ({unit.name_vi}) không phải nộp / owes no {form_code} for {period_code}"
        )
    units = tuple(found for code in rows if (found := registry.unit(code, end)))
    regime = wanted[0].regime
    period = next(p for p in periods if p.regime == regime)
    due_date = min(report.due_date for report in wanted if report.unit_code in rows)
    return Request(registry, form, unit, period, due_date, units)
