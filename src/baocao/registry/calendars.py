"""Windows and due dates of reporting periods, from the calendar table.

The rules are data (`seeds/reference/calendars.csv`); this module only applies them. A period
stands under the row in force on the last day of its window.
"""

from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from baocao.registry.model import CalendarRule, Period, in_force
from baocao.registry.period_names import calendar_names, period_code

__all__ = ["expand", "period_code"]

ONE_DAY = timedelta(days=1)
SATURDAY = 5
# Months of a period of each type; the number of periods in a year follows.
MONTHS = {"M": 1, "Q": 3, "S": 6, "9M": 9, "A": 12}
PERIOD_TYPES = tuple(MONTHS)
# Types whose periods follow each other without a break; nine months leave out the fourth quarter.
TILING_TYPES = ("M", "Q", "S", "A")
# Reviews over several years and closing periods of units that end: each listed with its own window.
REVIEW, CLOSING = "R", "C"
SPECIAL_TYPES = (CLOSING, REVIEW)
WORKING_DAYS = "working_days_after_end"
DUE_BASES = (WORKING_DAYS, "day_of_last_month")


def nominal_months(period_type: str, number: int) -> tuple[int, int]:
    """Return the first and last calendar month that a period is named after."""
    length = MONTHS[period_type]
    return (number - 1) * length + 1, number * length


def periods_in_year(period_type: str) -> int:
    """Return how many periods of a type a reporting year has; the nine months are one."""
    return 12 // MONTHS[period_type]


def _day_in_month(year: int, month: int, offset: int, day: int) -> date:
    year, month = divmod(year * 12 + (month - 1) + offset, 12)
    return date(year, month + 1, min(day, monthrange(year, month + 1)[1]))


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Return whether offices work on a day: Monday to Friday and no public holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def add_working_days(day: date, count: int, holidays: Collection[date]) -> date:
    """Return the `count`-th working day after `day`."""
    while count > 0:
        day += ONE_DAY
        if is_working_day(day, holidays):
            count -= 1
    return day


def window(rule: CalendarRule, year: int, number: int) -> tuple[date, date]:
    """Return the first and the last day of a period's window."""
    first, last = nominal_months(rule.period_type, number)
    start = _day_in_month(year, first, rule.start_month_offset, rule.start_day)
    end = _day_in_month(year, last, rule.end_month_offset, rule.end_day)
    if rule.first_start_date and _is_first(rule, year, number):
        start = rule.first_start_date
    return start, end


def _is_first(rule: CalendarRule, year: int, number: int) -> bool:
    """Return whether no earlier period of the type stands under the rule."""
    before = (year, number - 1) if number > 1 else (year - 1, periods_in_year(rule.period_type))
    _, last = nominal_months(rule.period_type, before[1])
    end = _day_in_month(before[0], last, rule.end_month_offset, rule.end_day)
    return end < rule.valid_from


def make_period(rule: CalendarRule, year: int, number: int, holidays: Collection[date]) -> Period:
    """Return one period with its window and due dates."""
    start, end = window(rule, year, number)
    _, last = nominal_months(rule.period_type, number)
    if rule.due_basis == WORKING_DAYS:
        due = add_working_days(end, rule.due_value, holidays)
    else:
        due = _day_in_month(year, last, rule.due_month_offset, rule.due_value)
    name_vi, name_en = calendar_names(rule.period_type, year, number)
    return Period(
        regime=rule.regime,
        period_code=period_code(rule.period_type, year, number),
        period_type=rule.period_type,
        period_no=number,
        reporting_year=year,
        start_date=start,
        end_date=end,
        due_date=due,
        province_due_date=_day_in_month(year, last, rule.due_month_offset, rule.province_due_day),
        is_window_known=rule.is_window_known,
        name_vi=name_vi,
        name_en=name_en,
    )


def periods_under(
    rule: CalendarRule, years: Iterable[int], holidays: Collection[date]
) -> Iterator[Period]:
    """Yield the periods of the years that stand under a rule, in order."""
    for year in years:
        for number in range(1, periods_in_year(rule.period_type) + 1):
            period = make_period(rule, year, number, holidays)
            if in_force(period.end_date, rule.valid_from, rule.valid_to):
                yield period


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
        special: periods that no rule makes, each with its own window. A closing period belongs to
            its year and is left out with it; a review spans years.
    """
    years = list(years)
    periods = [period for rule in rules for period in periods_under(rule, years, holidays)]
    given = [one for one in special if one.period_type != CLOSING or one.reporting_year in years]
    return sorted(
        [*periods, *given], key=lambda p: (p.regime, p.start_date, p.end_date, p.period_code)
    )


def in_order(regimes: Iterable[Any], periods: Iterable[Period]) -> list[Period]:
    """Return periods in the order of the rows of `regimes.csv`, else as they were."""
    places = {row["regime"]: place for place, row in enumerate(regimes)}
    return sorted(periods, key=lambda period: places[period.regime])


def first_period(rule: CalendarRule) -> Period | None:
    """Return the first period under a rule, None for a rule under which no period ends."""
    year = rule.valid_from.year
    return next(periods_under(rule, range(year - 1, year + 3), ()), None)


def last_period(rule: CalendarRule) -> Period | None:
    """Return the last period under a rule, None for one in force or under which no period ends."""
    if rule.valid_to is None:
        return None
    years = range(rule.valid_to.year - 2, rule.valid_to.year + 2)
    return max(periods_under(rule, years, ()), key=lambda period: period.end_date, default=None)
