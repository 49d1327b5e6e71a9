"""Windows and due dates of reporting periods, from the calendar table.

Source of the windows: Decree 09/2019/NĐ-CP, Article 12. The rules are data
(`seeds/reference/calendars.csv`); this module only applies them.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from baocao.registry.model import CalendarRule, Period, in_force

SATURDAY = 5
# Months of a period of each type; the number of periods in a year follows.
MONTHS = {"M": 1, "Q": 3, "S": 6, "9M": 9, "A": 12}
PERIOD_TYPES = tuple(MONTHS)
# Reviews over several years and closing periods of units that end: each listed with its own window.
REVIEW, CLOSING = "R", "C"
SPECIAL_TYPES = (CLOSING, REVIEW)
DUE_BASES = ("working_days_after_end", "day_of_last_month")


def period_code(period_type: str, year: int, number: int) -> str:
    """Return the SDMX-style code: `2024-Q1`, `2024-S2`, `2024-M03`, `2024-9M`, `2024-A1`."""
    if period_type == "9M":
        return f"{year}-9M"
    return f"{year}-M{number:02d}" if period_type == "M" else f"{year}-{period_type}{number}"


def nominal_months(period_type: str, number: int) -> tuple[int, int]:
    """Return the first and last calendar month that a period is named after."""
    length = MONTHS[period_type]
    return (number - 1) * length + 1, number * length


def periods_in_year(period_type: str) -> int:
    """Return how many periods of a type a reporting year has; the nine months are one."""
    return 12 // MONTHS[period_type]


def _day_in_month(year: int, month: int, offset: int, day: int) -> date:
    months = year * 12 + (month - 1) + offset
    return date(months // 12, months % 12 + 1, day)


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Return whether offices work on a day: Monday to Friday and no public holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def add_working_days(day: date, count: int, holidays: Collection[date]) -> date:
    """Return the `count`-th working day after `day`."""
    while count > 0:
        day += timedelta(days=1)
        if is_working_day(day, holidays):
            count -= 1
    return day


def window(rule: CalendarRule, year: int, number: int) -> tuple[date, date]:
    """Return the first and the last day of a period's window."""
    first, last = nominal_months(rule.period_type, number)
    return (
        _day_in_month(year, first, rule.start_month_offset, rule.start_day),
        _day_in_month(year, last, rule.end_month_offset, rule.end_day),
    )


def make_period(rule: CalendarRule, year: int, number: int, holidays: Collection[date]) -> Period:
    """Return one period with its window and due dates."""
    start, end = window(rule, year, number)
    _, last = nominal_months(rule.period_type, number)
    if rule.due_basis == "working_days_after_end":
        due = add_working_days(end, rule.due_value, holidays)
    else:
        due = _day_in_month(year, last, rule.due_month_offset, rule.due_value)
    return Period(
        regime=rule.regime,
        period_code=period_code(rule.period_type, year, number),
        period_type=rule.period_type,
        period_no=number,
        reporting_year=year,
        start_date=start,
        end_date=end,
        due_date=due,
        province_due_date=date(year, last, rule.province_due_day),
        is_window_known=rule.is_window_known,
    )


def expand(
    rules: Iterable[CalendarRule],
    years: Iterable[int],
    holidays: Collection[date],
    special: Iterable[Period] = (),
) -> list[Period]:
    """Return every period of the years, each under the rule in force on the last day of its window.

    Args:
        rules: calendar rows; those of one regime and type must not overlap.
        years: reporting years.
        holidays: public holidays, for due dates.
        special: periods that no rule makes, each with its own window.
    """
    years = list(years)
    periods = [
        period
        for rule in rules
        for year in years
        for number in range(1, periods_in_year(rule.period_type) + 1)
        for period in [make_period(rule, year, number, holidays)]
        if in_force(period.end_date, rule.valid_from, rule.valid_to)
    ]
    return sorted(
        [*periods, *special], key=lambda p: (p.regime, p.start_date, p.end_date, p.period_code)
    )
