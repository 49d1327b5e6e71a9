"""What calendar rows and special periods must be together: no day lost, none counted twice."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from baocao.registry.calendars import (
    CLOSING,
    TILING_TYPES,
    WORKING_DAYS,
    first_period,
    last_period,
    make_period,
    periods_in_year,
    periods_under,
    window,
)
from baocao.registry.loading import Row, SeedReader
from baocao.registry.model import CalendarRule, Period
from baocao.registry.period_names import CLOSING_CODE, REVIEW_CODE
from baocao.registry.tables import TABLES

ONE_DAY = timedelta(days=1)
# Four years in a row hold every length of a month and of a year.
YEARS = range(2023, 2027)
LAST_DAY = 31


class RuleRow(NamedTuple):
    """A calendar rule and the line that it stands on."""

    line: int
    rule: CalendarRule


def years_without_holidays(seeds: Path) -> list[int]:
    """Return the reporting years in which no public holiday is listed, for all that can be read.

    No fault: due dates can be worked out, but those around Tết come out too early.
    """
    reader = SeedReader(seeds)
    listed = {row["holiday_date"].year for row in reader.read_table("holidays")}
    years = [row["reporting_year"] for row in reader.read_table("reporting_years")]
    return sorted(set(years) - listed)


def check_calendar(reader: SeedReader, rows: dict[str, list[Row]]) -> None:
    """Note every fault of the calendar: rows, their transitions, special periods."""
    by_type: dict[tuple[str, str], list[RuleRow]] = defaultdict(list)
    for row in rows["calendars"]:
        if _check_due_day(reader, row):
            rule = CalendarRule(**_without_basis(row))
            _check_due(reader, row.line, rule)
            by_type[rule.regime, rule.period_type].append(RuleRow(row.line, rule))
    for (_, period_type), found in by_type.items():
        found.sort(key=lambda one: one.rule.valid_from)
        for one in found:
            if period_type in TILING_TYPES:
                _check_within(reader, one)
        if period_type in TILING_TYPES:
            for before, after in pairwise(found):
                _check_transition(reader, before.rule, after)
    endings = {row["valid_to"] for row in rows["units"]}
    for row in rows["special_periods"]:
        _check_special(reader, row, endings)
        if row["period_type"] == CLOSING:
            of_regime = (
                one.rule
                for (regime, _), some in by_type.items()
                for one in some
                if regime == row["regime"]
            )
            _check_openings(reader, row, of_regime)


def _without_basis(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.values.items() if name != "legal_basis"}


def _check_due_day(reader: SeedReader, row: Row) -> bool:
    """Note a due day that no month has; it is no number of working days."""
    is_day = row["due_basis"] == WORKING_DAYS or row["due_value"] <= LAST_DAY
    if not is_day:
        message = f"tìm thấy / found {row['due_value']}; cần / expected 1–{LAST_DAY}"
        reader.fault(TABLES["calendars"], row.line, "due_value", message)
    return is_day


def _check_due(reader: SeedReader, line: int, rule: CalendarRule) -> None:
    """What is due before its window is over cannot be complete; an unknown window says nothing."""
    if not rule.is_window_known:
        return
    period = make_period(rule, YEARS[0], 1, ())
    for column, due in (
        ("due_value", period.due_date),
        ("province_due_day", period.province_due_date),
    ):
        if due <= period.end_date:
            message = (
                f"{period.period_code}: hạn / due {due}; kỳ kết thúc / the window ends "
                f"{period.end_date}"
            )
            reader.fault(TABLES["calendars"], line, column, message)


def _check_within(reader: SeedReader, one: RuleRow) -> None:
    """Under one row each window begins on the day after the one before it ended."""
    rule = one.rule
    numbers = range(1, periods_in_year(rule.period_type) + 1)
    plain = CalendarRule(**{**vars(rule), "first_start_date": None})
    windows = [window(plain, year, number) for year in YEARS for number in numbers]
    for before, after in pairwise(windows):
        if after[0] != before[1] + ONE_DAY:
            _report_break(reader, one, "start_day", before, after)
            return


def _check_transition(reader: SeedReader, before: CalendarRule, after: RuleRow) -> None:
    """The first period under a row follows the last one under the row before, day and number."""
    last, first = last_period(before), first_period(after.rule)
    if last is None or first is None:
        return
    if _place(first) != _place(last) + 1:
        message = (
            f"{last.period_code} theo dòng trước / under the row before, {first.period_code} theo "
            "dòng này: thiếu hoặc trùng kỳ / a period is lost or there twice"
        )
        reader.fault(TABLES["calendars"], after.line, "valid_from", message)
    elif first.start_date != last.end_date + ONE_DAY:
        windows = (last.start_date, last.end_date), (first.start_date, first.end_date)
        _report_break(reader, after, "first_start_date", *windows)


def _place(period: Period) -> int:
    """Return the place of a period in the unbroken sequence of its type."""
    return period.reporting_year * periods_in_year(period.period_type) + period.period_no


def _report_break(
    reader: SeedReader,
    one: RuleRow,
    column: str,
    before: tuple[date, date],
    after: tuple[date, date],
) -> None:
    kind = "chồng lên / overlaps" if after[0] <= before[1] else "cách quãng / leaves a gap after"
    message = (
        f"{one.rule.regime} {one.rule.period_type}: {after[0]} – {after[1]} {kind} "
        f"{before[0]} – {before[1]}; cần bắt đầu / expected to begin {before[1] + ONE_DAY}"
    )
    reader.fault(TABLES["calendars"], one.line, column, message)


def _check_special(reader: SeedReader, row: Row, endings: set[date | None]) -> None:
    """Note what is wrong with a period that is listed with its own window."""
    table = TABLES["special_periods"]
    kind = CLOSING_CODE if row["period_type"] == CLOSING else REVIEW_CODE
    match = kind.fullmatch(row["period_code"])
    if match is None or int(match["number"]) != row["period_no"]:
        example = "2025-C1" if row["period_type"] == CLOSING else "2017/2022-R5"
        message = (
            f"tìm thấy / found {row['period_code']!r}; cần dạng / expected the form {example} "
            f"với số / with number {row['period_no']}; mã khác là của lịch / "
            "other codes are the calendar's"
        )
        reader.fault(table, row.line, "period_code", message)
    if row["end_date"] < row["start_date"]:
        message = f"{row['end_date']} trước ngày bắt đầu / before the start {row['start_date']}"
        reader.fault(table, row.line, "end_date", message)
    for column in ("due_date", "province_due_date"):
        if row[column] <= row["end_date"]:
            message = f"{row[column]}: kỳ chưa kết thúc / the window ends {row['end_date']}"
            reader.fault(table, row.line, column, message)
    if row["period_type"] == CLOSING and row["end_date"] + ONE_DAY not in endings:
        message = f"không đơn vị nào kết thúc / no unit ends with {row['end_date']}"
        reader.fault(table, row.line, "end_date", message)
    if match is not None:
        _check_years(reader, row, {name: int(part) for name, part in match.groupdict().items()})


def _check_years(reader: SeedReader, row: Row, code: dict[str, int]) -> None:
    """The code of a special period says of which years it is."""
    table = TABLES["special_periods"]
    if "last" in code and code["last"] - code["first"] != code["number"]:
        message = f"R{code['number']}: cần số năm / expected the number of years"
        reader.fault(table, row.line, "period_code", message)
    if row["reporting_year"] != code.get("last", code.get("year")):
        message = (
            f"tìm thấy / found {row['reporting_year']}; mã là / the code is {row['period_code']}"
        )
        reader.fault(table, row.line, "reporting_year", message)


def _check_openings(reader: SeedReader, row: Row, rules: Iterable[CalendarRule]) -> None:
    """A closing period begins a period of its regime: else days are lost, or are there twice."""
    year = row["reporting_year"]
    cut = [
        period
        for rule in rules
        for period in periods_under(rule, range(year - 1, year + 2), ())
        if period.start_date <= row["end_date"] < period.end_date
    ]
    starts = {period.start_date for period in cut}
    if row["start_date"] not in starts:
        days = ", ".join(map(str, sorted(starts))) or "–"
        message = (
            f"tìm thấy / found {row['start_date']}; cần ngày đầu của kỳ bị cắt / expected the "
            f"first day of a period that it cuts: {days}"
        )
        reader.fault(TABLES["special_periods"], row.line, "start_date", message)
    elif year not in {period.reporting_year for period in cut}:
        message = f"tìm thấy / found {year}; {row['start_date']} không thuộc năm này / is not of it"
        reader.fault(TABLES["special_periods"], row.line, "reporting_year", message)
