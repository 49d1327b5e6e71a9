"""Windows and due dates of reporting periods."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao.registry import Registry
from baocao.registry.calendars import add_working_days, expand, is_working_day, period_code
from baocao.registry.model import CalendarRule

RULE = {
    "regime": "ND09",
    "valid_from": date(2019, 3, 12),
    "valid_to": None,
    "start_month_offset": -1,
    "start_day": 15,
    "end_month_offset": 0,
    "end_day": 14,
    "due_basis": "working_days_after_end",
    "due_value": 2,
    "province_due_day": 25,
}


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("2024-Q1", date(2023, 12, 15), date(2024, 3, 14)),
        ("2024-Q4", date(2024, 9, 15), date(2024, 12, 14)),
        ("2024-S1", date(2023, 12, 15), date(2024, 6, 14)),
        ("2024-S2", date(2024, 6, 15), date(2024, 12, 14)),
        ("2024-9M", date(2023, 12, 15), date(2024, 9, 14)),
        ("2024-A1", date(2023, 12, 15), date(2024, 12, 14)),
        ("2024-M03", date(2024, 2, 15), date(2024, 3, 14)),
        ("2024-M01", date(2023, 12, 15), date(2024, 1, 14)),
        ("2025-Q3", date(2025, 6, 15), date(2025, 9, 14)),
    ],
)
def test_windows_follow_decree_09(registry: Registry, code: str, start: date, end: date) -> None:
    """The windows are those of Decree 09/2019, Article 12."""
    period = registry.period(code, "ND09")
    assert period is not None
    assert (period.start_date, period.end_date) == (start, end)


@pytest.mark.parametrize(
    ("code", "due"),
    [
        ("2024-Q1", date(2024, 3, 18)),  # cut-off on a Thursday: Friday, then Monday
        ("2024-Q2", date(2024, 6, 18)),  # Friday: Monday, Tuesday
        ("2024-Q4", date(2024, 12, 17)),  # Saturday: Monday, Tuesday
        ("2026-Q3", date(2026, 9, 16)),  # Monday: Tuesday, Wednesday
    ],
)
def test_due_dates_are_two_working_days_after_the_cut_off(
    registry: Registry, code: str, due: date
) -> None:
    """Weekends do not count; the province itself is due on day 25."""
    period = registry.period(code, "ND09")
    assert period is not None
    assert period.due_date == due
    assert period.province_due_date == date(due.year, due.month, 25)


def test_a_holiday_moves_the_due_date() -> None:
    """A public holiday does not count as a working day."""
    friday, monday = date(2024, 3, 15), date(2024, 3, 18)
    assert add_working_days(date(2024, 3, 14), 2, set()) == monday
    assert add_working_days(date(2024, 3, 14), 2, {friday}) == date(2024, 3, 19)


def test_a_changed_rule_applies_from_its_own_day() -> None:
    """A period follows the rule in force on the last day of its window."""
    change = date(2024, 7, 1)
    old = CalendarRule(**{**RULE, "valid_to": change}, period_type="Q")
    new = CalendarRule(**{**RULE, "valid_from": change, "due_value": 5}, period_type="Q")
    periods = {period.period_code: period for period in expand([old, new], [2024], set())}
    assert len(periods) == 4
    assert periods["2024-Q2"].due_date == date(2024, 6, 18)
    assert periods["2024-Q3"].due_date == date(2024, 9, 20)


def test_no_period_before_the_rule_is_in_force() -> None:
    """Before the calendar begins the window is unknown, so there is no period."""
    rule = CalendarRule(**RULE, period_type="Q")
    codes = [period.period_code for period in expand([rule], [2019], set())]
    assert codes == ["2019-Q1", "2019-Q2", "2019-Q3", "2019-Q4"]
    assert expand([rule], [2018], set()) == []


@pytest.mark.parametrize("period_type", ["M", "Q", "S", "A"])
@given(first=st.integers(2020, 2060), count=st.integers(1, 5))
def test_windows_of_a_type_tile_the_time_line(period_type: str, first: int, count: int) -> None:
    """Each window begins on the day after the one before it ended."""
    rule = CalendarRule(**RULE, period_type=period_type)
    periods = expand([rule], range(first, first + count), set())
    assert periods[0].start_date == date(first - 1, 12, 15)
    assert periods[-1].end_date == date(first + count - 1, 12, 14)
    for earlier, later in pairwise(periods):
        assert later.start_date == earlier.end_date + timedelta(days=1)


@given(
    day=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    count=st.integers(1, 30),
    holidays=st.sets(st.dates(date(2020, 1, 1), date(2040, 1, 1)), max_size=20),
)
def test_working_days_are_counted(day: date, count: int, holidays: set[date]) -> None:
    """Exactly `count` working days lie after the day, up to and including the result."""
    result = add_working_days(day, count, holidays)
    between = [day + timedelta(days=n) for n in range(1, (result - day).days + 1)]
    assert sum(is_working_day(d, holidays) for d in between) == count
    assert is_working_day(result, holidays)


def test_period_codes_are_sdmx_style() -> None:
    """One code for one period, the same everywhere."""
    assert period_code("M", 2024, 3) == "2024-M03"
    assert period_code("9M", 2024, 1) == "2024-9M"
    assert period_code("A", 2024, 1) == "2024-A1"
