"""The calendar of the repository's own seeds, and what `config check` refuses in one."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from baocao.errors import ConfigError, ConfigFault
from baocao.registry import Registry
from baocao.registry.calendars import MONTHS, TILING_TYPES, expand
from baocao.registry.period_parts import period_parts
from baocao.registry.tables import TABLES

ONE_DAY = timedelta(days=1)
YEARS = range(2013, 2031)


@pytest.fixture(scope="module")
def long_registry(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Registry:
    """Return the registry with every reporting year since 2013."""
    seeds = tmp_path_factory.mktemp("long") / "seeds"
    shutil.copytree(root / "seeds", seeds)
    years = "\n".join(map(str, YEARS))
    (seeds / TABLES["reporting_years"].path).write_text(f"reporting_year\n{years}\n")
    return Registry.load(seeds)


@pytest.mark.parametrize(
    ("regime", "code", "start", "end", "due", "province_due"),
    [
        # Decree 09/2019: from 12 March 2019, with working days.
        ("ND09", "2019-Q1", "2018-12-15", "2019-03-14", "2019-03-18", "2019-03-25"),
        ("PARTY", "2024-S1", "2023-12-15", "2024-06-14", "2024-06-18", "2024-06-25"),
        # The Inspectorate: 16-15, due before the 20th; 15-14 since Circular 02/2021.
        ("TTCP", "2020-Q2", "2020-03-16", "2020-06-15", "2020-06-19", "2020-06-19"),
        ("TTCP", "2021-Q1", "2020-12-16", "2021-03-15", "2021-03-19", "2021-03-19"),
        ("TTCP", "2021-Q2", "2021-03-16", "2021-06-14", "2021-06-16", "2021-06-25"),
        ("TTCP", "2021-Q3", "2021-06-15", "2021-09-14", "2021-09-16", "2021-09-25"),
        ("TTCP", "2021-A1", "2020-12-16", "2021-12-14", "2021-12-16", "2021-12-25"),
        ("TTCP", "2024-Q1", "2023-12-15", "2024-03-14", "2024-03-18", "2024-03-25"),
        # Employers before 5 June and 5 December, the department before the 15th.
        ("LABOUR", "2025-S1", "2025-01-01", "2025-06-30", "2025-06-04", "2025-06-14"),
        ("LABOUR", "2025-A1", "2025-01-01", "2025-12-31", "2025-12-04", "2025-12-14"),
        # Village conventions: before 30 November.
        ("HUONGUOC", "2025-A1", "2025-01-01", "2025-12-31", "2025-11-29", "2025-11-29"),
        # Nobody knew a national cut-off.
        ("PRE2019", "2017-S1", "2017-01-01", "2017-06-30", "2017-07-15", "2017-07-25"),
        ("PRE2019", "2016-M02", "2016-02-01", "2016-02-29", "2016-03-15", "2016-03-25"),
    ],
)
def test_regimes_have_their_own_windows_and_due_dates(
    long_registry: Registry,
    regime: str,
    code: str,
    start: str,
    end: str,
    due: str,
    province_due: str,
) -> None:
    period = long_registry.period(code, regime)
    assert period is not None
    assert (period.start_date.isoformat(), period.end_date.isoformat()) == (start, end)
    assert (period.due_date.isoformat(), period.province_due_date.isoformat()) == (
        due,
        province_due,
    )


def test_a_window_that_no_law_knew_is_marked(long_registry: Registry) -> None:
    unknown = {p.regime for p in long_registry.calendar if not p.is_window_known}
    known = {p.regime for p in long_registry.calendar if p.is_window_known}
    assert (unknown, known) == ({"PRE2019", "LABOUR", "HUONGUOC"}, {"ND09", "PARTY", "TTCP"})


def test_before_decree_09_there_is_only_what_is_unknown(long_registry: Registry) -> None:
    before = {p.regime for p in long_registry.calendar if p.end_date < date(2019, 3, 12)}
    assert before == {"PRE2019", "TTCP"}
    assert long_registry.period("2018-A1", "ND09") is None
    assert long_registry.period("2019-A1", "PRE2019") is None


def test_windows_of_a_regime_and_type_leave_no_day_out(long_registry: Registry) -> None:
    for regime in {p.regime for p in long_registry.calendar}:
        for kind in TILING_TYPES:
            periods = [
                p for p in long_registry.calendar if (p.regime, p.period_type) == (regime, kind)
            ]
            for before, after in pairwise(periods):
                assert after.start_date == before.end_date + ONE_DAY, (before, after)


def test_a_contained_period_never_adds_to_the_one_that_holds_it(long_registry: Registry) -> None:
    """Parts of one type fill the whole to the day, so that a sum over them counts no day twice."""
    periods = {(p.regime, p.period_code): p for p in long_registry.calendar}
    wholes: dict[tuple[str, str, str], list[str]] = {}
    for part in period_parts(long_registry.calendar):
        parts = wholes.setdefault((part.regime, part.period_code, part.part_period_type), [])
        parts.append(part.part_period_code)
        assert part.part_no == len(parts)
    for (regime, code, kind), codes in wholes.items():
        whole = periods[regime, code]
        days = [periods[regime, part].end_date - periods[regime, part].start_date for part in codes]
        assert (
            sum(days, timedelta()) + ONE_DAY * (len(days) - 1) == whole.end_date - whole.start_date
        )
        assert len(codes) == MONTHS[whole.period_type] // MONTHS[kind]
    assert wholes["ND09", "2024-S1", "Q"] == ["2024-Q1", "2024-Q2"]
    assert wholes["ND09", "2024-9M", "Q"] == ["2024-Q1", "2024-Q2", "2024-Q3"]
    assert wholes["ND09", "2024-A1", "S"] == ["2024-S1", "2024-S2"]
    assert len(wholes["ND09", "2024-A1", "M"]) == 12
    assert wholes["TTCP", "2021-A1", "Q"] == [f"2021-Q{n}" for n in (1, 2, 3, 4)]


def test_reviews_and_closing_periods_have_no_parts_and_are_none(long_registry: Registry) -> None:
    parts = list(period_parts(long_registry.calendar))
    assert any(p.period_type == "C" for p in long_registry.calendar)
    assert not [p for p in parts if "-C" in p.period_code or "-C" in p.part_period_code]


def test_only_units_that_end_owe_a_closing_report(registry: Registry) -> None:
    closing = [r for r in registry.expected_reports() if r.period_type == "C"]
    assert {r.period_code for r in closing} == {"2025-C1"}
    assert {r.form_code for r in closing} == {"F-TCD", "F-QCDC"}
    units = [registry.unit(report.unit_code, date(2025, 6, 30)) for report in closing]
    endings = {unit.valid_to for unit in units if unit}
    assert None not in units
    assert endings == {date(2025, 7, 1)}
    assert {r.due_date for r in closing} == {date(2025, 7, 2)}


def test_a_closing_period_belongs_to_a_reporting_year(registry: Registry) -> None:
    closing = [period for period in registry.calendar if period.period_type == "C"]
    review = replace(closing[0], period_type="R", period_code="2024/2025-R1")
    assert expand([], [2025], (), closing) == closing
    assert expand([], [2026], (), closing) == []
    assert expand([], [2026], (), [review]) == [review]


def test_only_regimes_under_which_a_form_is_due_have_periods_to_build(registry: Registry) -> None:
    assert {p.regime for p in registry.periods} == {row.regime for row in registry.addressees}
    assert registry.period("2025-Q1", "TTCP") is not None


Edit = Callable[[str, Callable[[str], str]], list[ConfigFault]]


@pytest.fixture
def edit(tmp_path: Path, root: Path) -> Edit:
    """Return a function that edits one copied seed file and returns the faults found."""
    seeds = tmp_path / "seeds"
    shutil.copytree(root / "seeds", seeds)

    def apply(table: str, change: Callable[[str], str]) -> list[ConfigFault]:
        path = seeds / TABLES[table].path
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
        with pytest.raises(ConfigError) as caught:
            Registry.load(seeds)
        return caught.value.faults

    return apply


ND09_Q = "ND09,Q,2019-03-12,,-1,15,0,14,,yes,working_days_after_end,0,2,25"


@pytest.mark.parametrize(
    ("table", "old", "new", "column", "says"),
    [
        # A cut-off that changes without saying where its first window begins.
        ("calendars", "-1,15,0,14,2021-03-16", "-1,15,0,14,", "first_start_date", "2021-03-16"),
        (
            "calendars",
            "-1,15,0,14,2021-03-16",
            "-1,15,0,14,2021-03-18",
            "first_start_date",
            "leaves a gap",
        ),
        # A change on a day that one period of the old and of the new row both end after.
        ("calendars", "TTCP,Q,2021-05-10", "TTCP,Q,2021-06-15", "valid_from", "is lost"),
        ("calendars", ND09_Q, ND09_Q.replace("15,0,14", "16,0,14"), "start_day", "leaves a gap"),
        ("calendars", ND09_Q, ND09_Q.replace("15,0,14", "14,0,14"), "start_day", "overlaps"),
        ("calendars", ND09_Q, ND09_Q.replace("0,2,25", "0,0,25"), "due_value", "1–250"),
        ("calendars", ND09_Q, ND09_Q.replace("0,2,25", "0,2,14"), "province_due_day", "ends"),
        ("calendars", ND09_Q, ND09_Q.replace("15,0,14", "15,0,32"), "end_day", "1–31"),
        ("special_periods", "2025-06-15,2025-06-30", "2025-07-15,2025-06-30", "end_date", "before"),
        (
            "special_periods",
            "2025-06-30,2025-07-02",
            "2025-06-29,2025-07-02",
            "end_date",
            "no unit",
        ),
        ("special_periods", "2025-07-02", "2025-06-30", "due_date", "the window ends"),
        ("special_periods", "ND09,2025-C1,C", "ND09,2025-Q3,C", "period_code", "the calendar's"),
        ("special_periods", "2025-C1,C,1", "2025-C1,C,2", "period_code", "with number 2"),
        # Ten days in Q2 as well, or eight in no period at all.
        ("special_periods", "2025-06-15,2025", "2025-06-05,2025", "start_date", "2025-06-15"),
        ("special_periods", "2025-06-15,2025", "2025-06-23,2025", "start_date", "2025-06-15"),
        ("special_periods", "C,1,2025", "C,1,2024", "reporting_year", "not of it"),
        ("special_periods", "ND09,2025-C1", "ND09,2024-C1", "reporting_year", "2024-C1"),
        (
            "special_periods",
            "PARTY,2025-C1,C,1,2025",
            "PARTY,2021/2025-R5,R,5,2025",
            "period_code",
            "number of years",
        ),
        ("calendars", ND09_Q, ND09_Q.replace("-1,15,0", "-99999,15,0"), "start_month_offset", "24"),
        ("calendars", ND09_Q, ND09_Q.replace("15,0,14", "0,0,14"), "start_day", "1–31"),
        ("calendars", "0,4,14", "0,32,14", "due_value", "1–31"),
        ("reporting_years", "2023", "99999", "reporting_year", "2999"),
        ("special_periods", "PARTY,2025-C1", "ND09,2025-C1", "regime", "trùng khóa"),
        ("special_periods", "PARTY,2025-C1", "XX,2025-C1", "regime", "'XX'"),
    ],
)
def test_a_calendar_with_a_fault_is_refused_with_its_row(
    edit: Edit, table: str, old: str, new: str, column: str, says: str
) -> None:
    def change(content: str) -> str:
        assert old in content
        return content.replace(old, new, 1)

    faults = edit(table, change)
    matching = [f for f in faults if column in f.column and says in f.message]
    assert matching, faults
    assert matching[0].row > 1
