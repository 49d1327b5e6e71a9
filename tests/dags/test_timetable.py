"""The calendar as Airflow's schedule: which runs there are, their order, what changes them."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pendulum
import pytest
from airflow.exceptions import InvalidPartitionKeyError
from airflow.timetables.base import DagRunInfo, TimeRestriction
from airflow.utils.types import DagRunType
from hypothesis import given, settings
from hypothesis import strategies as st

from baocao.errors import ConfigError
from baocao.orchestrating.due import DuePeriod, due_periods
from baocao.orchestrating.timetable import PeriodClosingTimetable
from baocao.registry import Registry
from baocao.settings import VIETNAM, Settings

ALL = TimeRestriction(earliest=None, latest=None, catchup=True)
LIVE = TimeRestriction(earliest=None, latest=None, catchup=False)
ROWS = ("Q", "S", "A")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[Path]:
    """Return a copy of the seeds that the timetable reads, without the files it has no need of."""
    folder = tmp_path_factory.mktemp("calendar") / "seeds"
    shutil.copytree(root / "seeds", folder)
    (folder / "reference/units.csv").unlink()
    before = os.environ.get("BAOCAO_SEEDS")
    os.environ["BAOCAO_SEEDS"] = str(folder)
    yield folder
    os.environ.pop("BAOCAO_SEEDS")
    if before is not None:
        os.environ["BAOCAO_SEEDS"] = before


@pytest.fixture(autouse=True)
def fresh(seeds: Path, root: Path) -> None:
    """Put the calendar back as it is in the repository."""
    for name in ("calendars.csv", "reporting_years.csv"):
        shutil.copy(root / "seeds/reference" / name, seeds / "reference" / name)
    shutil.copy(root / "seeds/forms/form_addressees.csv", seeds / "forms/form_addressees.csv")


@pytest.fixture
def edit(seeds: Path) -> Callable[[str, str, str], None]:
    """Return a function that changes a file of the calendar."""

    def change(name: str, old: str, new: str) -> None:
        path = seeds / ("forms" if name.startswith("form_") else "reference") / name
        content = path.read_text(encoding="utf-8")
        assert old in content
        path.write_text(content.replace(old, new), encoding="utf-8")

    return change


def walk(timetable: PeriodClosingTimetable, restriction: TimeRestriction) -> list[DagRunInfo]:
    """Return every run, each asked for with the one before it, as the scheduler does."""
    found: list[DagRunInfo] = []
    last = None
    while info := timetable.next_dagrun_info_v2(last_dagrun_info=last, restriction=restriction):
        found.append(info)
        last = info
    return found


def keys(infos: list[DagRunInfo]) -> list[str | None]:
    return [info.partition_key for info in infos]


def due_in(year: int, code: str, seeds: Path) -> date:
    (found,) = {due.due_date for due in due_periods(seeds) if due.period_code == code}
    assert found.year == year
    return found


def test_what_falls_due_is_what_is_expected(seeds: Path, registry: Registry) -> None:
    expected = {DuePeriod(r.due_date, r.period_code, r.regime) for r in registry.expected_reports()}
    assert set(due_periods(seeds)) == expected
    assert DuePeriod(date(2025, 7, 2), "2025-C1", "ND09") in expected


def test_the_files_are_read_once_until_one_changes(
    seeds: Path, edit: Callable[[str, str, str], None]
) -> None:
    first = due_periods(seeds)
    assert due_periods(seeds) is first
    edit("reporting_years.csv", "2026", "2026\n2027")
    again = due_periods(seeds)
    assert {due.period_code for due in again} - {due.period_code for due in first} >= {"2027-Q1"}


@settings(max_examples=25, deadline=None)
@given(
    days=st.lists(st.integers(1, 40), min_size=3, max_size=3),
    years=st.sets(st.integers(2020, 2030), min_size=1, max_size=4),
)
def test_runs_are_the_due_dates_in_order(
    seeds: Path, root: Path, days: list[int], years: set[int]
) -> None:
    """Whatever the calendar says: one run on the day after each due date, none left out."""
    calendar = root / "seeds/reference/calendars.csv"
    content = calendar.read_text(encoding="utf-8")
    for kind, count in zip(ROWS, days, strict=True):
        row = f"ND09,{kind},2019-03-12,,-1,15,0,14,,yes,working_days_after_end,0,"
        assert row in content
        content = content.replace(f"{row}2,", f"{row}{count},")
    (seeds / "reference/calendars.csv").write_text(content, encoding="utf-8")
    listed = "\n".join(map(str, sorted(years)))
    (seeds / "reference/reporting_years.csv").write_text(f"reporting_year\n{listed}\n")

    runs = walk(PeriodClosingTimetable(), ALL)
    due = sorted({(one.due_date, one.period_code) for one in due_periods(seeds)})
    assert keys(runs) == [code for _, code in due]
    for run, (day, _) in zip(runs, due, strict=True):
        local = run.run_after.astimezone(VIETNAM)
        assert local.date() == day + timedelta(days=1)
        assert (local.hour, local.minute) == (0, 30)
        assert run.partition_date is not None
        assert run.partition_date.astimezone(VIETNAM).date() == day
    places = [run.partition_date for run in runs if run.partition_date]
    assert places == sorted(set(places)), "Airflow takes the latest for the last run"


class TestSchedule:
    def test_the_start_and_the_end_of_the_dag_bound_the_runs(self) -> None:
        restriction = TimeRestriction(
            earliest=pendulum.datetime(2026, 1, 1, tz="Asia/Ho_Chi_Minh"),
            latest=pendulum.datetime(2026, 6, 30, tz="Asia/Ho_Chi_Minh"),
            catchup=True,
        )
        assert keys(walk(PeriodClosingTimetable(), restriction)) == [
            "2026-Q1",
            "2026-Q2",
            "2026-S1",
            "2026-S1",
        ]

    def test_a_period_with_two_due_days_has_a_run_after_each(
        self, edit: Callable[[str, str, str], None]
    ) -> None:
        """That of units and the province's own; who has which day is a word in a seed file."""
        timetable = PeriodClosingTimetable()

        def days() -> list[date]:
            runs = [run for run in walk(timetable, ALL) if run.partition_key == "2026-S1"]
            return [run.run_after.astimezone(VIETNAM).date() for run in runs]

        assert days() == [date(2026, 6, 17), date(2026, 6, 26)]
        decoded = timetable.resolve_partition_date("2026-S1")
        assert decoded is not None
        assert decoded.astimezone(VIETNAM).date() == date(2026, 6, 25)
        found = timetable.iter_partition_dagrun_infos(
            earliest=pendulum.datetime(2026, 6, 15), latest=pendulum.datetime(2026, 6, 30)
        )
        assert keys(list(found)) == ["2026-Q2", "2026-S1", "2026-S1"]
        edit("form_addressees.csv", ",ND09,self,province", ",ND09,self,unit")
        assert days() == [date(2026, 6, 17)]

    def test_without_catch_up_only_the_last_day_that_is_over_is_made_up_for(self) -> None:
        """Its run closes every period that is open."""
        now = Settings.from_env().now
        over = [run for run in walk(PeriodClosingTimetable(), ALL) if run.run_after <= now]
        live = walk(PeriodClosingTimetable(), LIVE)
        assert [run for run in live if run.run_after <= now] == [
            run for run in over if run.run_after == over[-1].run_after
        ]
        assert len(over) > len(live)

    def test_what_is_over_is_a_question_to_the_one_clock(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("BAOCAO_NOW", "2026-06-20T00:00:00Z")
        first, second = walk(PeriodClosingTimetable(), LIVE)[:2]
        assert (first.partition_key, second.partition_key) == ("2026-Q2", "2026-S1")
        monkeypatch.setenv("BAOCAO_NOW", "2026-06-26T00:00:00Z")
        (first,) = walk(PeriodClosingTimetable(), LIVE)[:1]
        assert first.partition_key == "2026-S1"
        assert first.run_after == datetime(2026, 6, 25, 17, 30, tzinfo=UTC)

    def test_a_due_date_that_moves_after_the_closing_is_closed_again(
        self, seeds: Path, edit: Callable[[str, str, str], None]
    ) -> None:
        timetable = PeriodClosingTimetable()
        closed = next(run for run in walk(timetable, ALL) if run.partition_key == "2026-Q3")
        row = "ND09,Q,2019-03-12,,-1,15,0,14,,yes,working_days_after_end,0,"
        edit("calendars.csv", f"{row}2,", f"{row}5,")
        following = timetable.next_dagrun_info_v2(last_dagrun_info=closed, restriction=ALL)
        assert following is not None
        assert following.partition_key == "2026-Q3"
        assert due_in(2026, "2026-Q3", seeds) == date(2026, 9, 21)
        assert following.run_after == datetime(2026, 9, 21, 17, 30, tzinfo=UTC)

    def test_a_broken_calendar_leaves_the_last_one_in_order(
        self, edit: Callable[[str, str, str], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        timetable = PeriodClosingTimetable()
        before = keys(walk(timetable, ALL))
        edit("calendars.csv", "ND09,Q,2019-03-12", "ND09,Q,soon")
        assert keys(walk(timetable, ALL)) == before
        monkeypatch.setattr(PeriodClosingTimetable, "_last_good", None)
        with pytest.raises(ConfigError, match="soon"):
            walk(timetable, ALL)

    def test_a_back_fill_takes_the_periods_due_between_two_days(self) -> None:
        """Airflow hands the days over as midnights of UTC."""
        timetable = PeriodClosingTimetable()
        found = timetable.iter_partition_dagrun_infos(
            earliest=pendulum.datetime(2025, 6, 17), latest=pendulum.datetime(2025, 7, 2)
        )
        assert keys(list(found)) == ["2025-Q2", "2025-S1", "2025-C1"]
        local = timetable.localize_partition_datetime(pendulum.datetime(2025, 6, 17, 8, 30))
        assert local == datetime(2025, 6, 17, 8, 30, tzinfo=VIETNAM)

    def test_a_key_is_a_period_for_which_something_is_due(self) -> None:
        timetable = PeriodClosingTimetable()
        decoded = timetable.resolve_partition_date("2026-Q3")
        assert decoded is not None
        assert decoded.astimezone(VIETNAM).date() == date(2026, 9, 16)
        for wrong in ("2026-Q5", "2026-M01", "2026"):
            with pytest.raises(InvalidPartitionKeyError, match="2026-Q3"):
                timetable.resolve_partition_date(wrong)

    def test_ids_of_runs_tell_day_and_period_and_can_stand_in_a_path(self) -> None:
        timetable = PeriodClosingTimetable()
        moment = pendulum.datetime(2026, 9, 16, 17, 30)
        ids = {
            timetable.generate_run_id(
                run_type=DagRunType.SCHEDULED,
                run_after=moment,
                data_interval=None,
                partition_key="2017/2022-R5",
            )
            for _ in range(2)
        }
        assert len(ids) == 2
        assert all(one.startswith("scheduled__2026-09-17__2017_2022-R5__") for one in ids)

    def test_nothing_of_the_calendar_is_stored_in_airflow(self) -> None:
        assert PeriodClosingTimetable().serialize() == {}
        assert isinstance(PeriodClosingTimetable.deserialize({}), PeriodClosingTimetable)
