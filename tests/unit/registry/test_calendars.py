"""Windows and due dates of reporting periods."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao.registry import Registry
from baocao.registry.calendars import (
    TILING_TYPES,
    add_working_days,
    expand,
    is_working_day,
    periods_in_year,
    window,
)
from baocao.registry.model import CalendarRule, Period
from baocao.registry.period_names import code_of_folder, folder_name, period_code

ONE_DAY = timedelta(days=1)
RULE = {
    "regime": "ND09",
    "valid_from": date(2019, 3, 12),
    "valid_to": None,
    "start_month_offset": -1,
    "start_day": 15,
    "end_month_offset": 0,
    "end_day": 14,
    "first_start_date": None,
    "is_window_known": True,
    "due_basis": "working_days_after_end",
    "due_month_offset": 0,
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


def rule_of(period_type: str, cut_off: int, month: int) -> CalendarRule:
    """Return a row whose windows end on a day of a month, counted from the period's last."""
    if cut_off == 31:
        start = {"start_month_offset": month, "start_day": 1}
    else:
        start = {"start_month_offset": month - 1, "start_day": cut_off + 1}
    end = {"end_month_offset": month, "end_day": cut_off, "due_month_offset": month + 1}
    whole = {**RULE, **start, **end, "period_type": period_type, "valid_from": date(2013, 1, 1)}
    return CalendarRule(**whole)


@st.composite
def calendars(draw: st.DrawFn, period_type: str) -> list[CalendarRule]:
    """Return rows of one type with up to four cut-offs, one after the other, as the law made them.

    A cut-off changes between two ends of windows, and the first window under a row begins where
    the last one under the row before ended: what `config check` asks of a transition.
    """
    month = draw(st.integers(-1, 1))
    cut_offs = draw(st.lists(st.sampled_from([1, 10, 14, 15, 27, 31]), min_size=1, max_size=4))
    rules = [rule_of(period_type, cut_offs[0], month)]
    for count, cut_off in enumerate(cut_offs[1:]):
        number = draw(st.integers(1, periods_in_year(period_type)))
        new, year = rule_of(period_type, cut_off, month), 2016 + 4 * count
        ends = [window(rule, year, number)[1] for rule in (rules[-1], new)]
        change = max(ends) + ONE_DAY
        rules[-1] = replace(rules[-1], valid_to=change)
        rules.append(replace(new, valid_from=change, first_start_date=ends[0] + ONE_DAY))
    return rules


@pytest.mark.parametrize("period_type", TILING_TYPES)
@given(data=st.data(), first=st.integers(2014, 2040), count=st.integers(1, 6))
def test_windows_of_a_type_tile_the_time_line(
    period_type: str, data: st.DataObject, first: int, count: int
) -> None:
    """Whatever cut-offs follow each other, each window begins the day after the one before."""
    rules = data.draw(calendars(period_type))
    periods = expand(rules, range(first, first + count), set())
    assert_tiled(periods)
    assert [p.period_code for p in periods] == [
        period_code(period_type, year, number)
        for year in range(first, first + count)
        for number in range(1, periods_in_year(period_type) + 1)
    ]


def assert_tiled(periods: list[Period]) -> None:
    """Fail where a window does not begin on the day after the one before it ended."""
    for earlier, later in pairwise(periods):
        assert later.start_date == earlier.end_date + ONE_DAY, (earlier, later)


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


def test_a_period_code_is_safe_as_the_name_of_a_folder(registry: Registry) -> None:
    """A review's code holds a slash; the name of its folder must not, and is no other's."""
    assert folder_name("2017/2022-R5") == "2017_2022-R5"
    names = {folder_name(period.period_code) for period in registry.calendar}
    assert len(names) == len({period.period_code for period in registry.calendar})
    assert not [name for name in names if "/" in name]
    for code in ("2017/2022-R5", "2025-C1", "2026-Q3", "2026-9M"):
        assert code_of_folder(folder_name(code)) == code
