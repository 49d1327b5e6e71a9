"""The schedule of closing: one run for each due date of a period, on the day after it.

Airflow finds the class as a plugin (entry point `airflow.plugins`); nothing of the calendar is
stored in Airflow, so that a changed row of `seeds/reference` changes the schedule the next time
that the DAG is read, within half a minute.
"""

import logging
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple, NoReturn

from airflow.exceptions import InvalidPartitionKeyError
from airflow.plugins_manager import AirflowPlugin
from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction, Timetable
from pendulum import DateTime
from pendulum import instance as pendulum_instance

from baocao.errors import ConfigError
from baocao.orchestrating.due import due_periods
from baocao.registry.period_names import folder_name
from baocao.settings import VIETNAM, Settings

log = logging.getLogger(__name__)

# Half an hour after the midnight that ends the due date, in Vietnam.
CLOSING_TIME = time(0, 30)
ONE_DAY = timedelta(days=1)


class Closing(NamedTuple):
    """One run to be: when, for which period, and its place in the order of all runs.

    `place` is the midnight that begins the due date, plus a second for each earlier period of that
    day: Airflow takes the run with the latest one for the last, so that no two may be the same.
    """

    place: datetime
    run_after: datetime
    period_code: str

    def info(self) -> DagRunInfo:
        """Return what Airflow makes the run of."""
        return DagRunInfo(
            run_after=_moment(self.run_after),
            data_interval=None,
            partition_date=_moment(self.place),
            partition_key=self.period_code,
        )


def _moment(instant: datetime) -> DateTime:
    return pendulum_instance(instant.astimezone(UTC))


def _in_vietnam(reading: datetime) -> datetime:
    """Return a clock's reading as a time in Vietnam, whatever zone it says it is of."""
    return datetime.combine(reading.date(), reading.time(), VIETNAM)


def closings(settings: Settings) -> list[Closing]:
    """Return all runs that the calendar asks for, in order.

    Raises:
        ConfigError: a file of the calendar has faults.
    """
    found: list[Closing] = []
    # Two regimes that are due on one day are one closing.
    days = dict.fromkeys((due.due_date, due.period_code) for due in due_periods(settings.seeds))
    for day, period_code in days:
        midnight = datetime.combine(day, time(), VIETNAM)
        same_day = found and found[-1].place.date() == day
        place = found[-1].place + timedelta(seconds=1) if same_day else midnight
        run_after = datetime.combine(day + ONE_DAY, CLOSING_TIME, VIETNAM)
        found.append(Closing(place, run_after, period_code))
    return found


class PeriodClosingTimetable(Timetable):
    """One run per due date of a period of the calendar; its partition key is the period's code.

    A period that has two, that of units and the province's own, has two runs; a run by hand for
    its code takes the place of the last.

    With `catchup` every period since the start date has its runs. Without, what is over when the
    DAG is switched on is left to one run, that of the last day on which a period fell due; the run
    closes all periods that are still open.
    """

    description = "Half an hour after each due date of each period, Vietnam time"
    partitioned = True
    run_ordering = ("partition_date", "run_after")
    _last_good: list[Closing] | None = None

    @property
    def summary(self) -> str:
        """Return what the list of DAGs shows as the schedule."""
        return "calendar"

    def serialize(self) -> dict[str, Any]:
        """Return nothing: the calendar is read where the run is planned."""
        return {}

    def closings(self) -> list[Closing]:
        """Return all runs in order; those of before while somebody is editing the calendar.

        Raises:
            ConfigError: the calendar has faults and was never in order before.
        """
        cls = type(self)
        try:
            cls._last_good = closings(Settings.from_env())
        except ConfigError as error:
            if cls._last_good is None:
                raise
            log.warning("the calendar has faults, the last one in order stands: %s", error)
        return cls._last_good

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """Return the run after an interval's end, for who asks in the older way."""
        end = last_automated_data_interval.end if last_automated_data_interval else None
        last = DagRunInfo(end, last_automated_data_interval, partition_date=end) if end else None
        return self.next_dagrun_info_v2(last_dagrun_info=last, restriction=restriction)

    def get_partition_mapper(self, *, name: str = "", uri: str = "") -> NoReturn:
        """Refuse: no asset drives this timetable, so there is nothing to map.

        Raises:
            LookupError: always.
        """
        raise LookupError(f"the calendar is driven by no asset, so not by {name or uri!r}")

    def next_dagrun_info_v2(
        self, *, last_dagrun_info: DagRunInfo | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """Return the run after the last one; see Airflow's `Timetable`."""
        after = last_dagrun_info.partition_date if last_dagrun_info else None
        coming = [
            one
            for one in self.closings()
            if (after is None or one.place > after)
            and (restriction.earliest is None or one.run_after >= restriction.earliest)
            and (restriction.latest is None or one.run_after <= restriction.latest)
        ]
        if not restriction.catchup:
            now = Settings.from_env().now
            over = [one.run_after for one in coming if one.run_after <= now]
            coming = [one for one in coming if not over or one.run_after >= over[-1]]
        return coming[0].info() if coming else None

    def iter_partition_dagrun_infos(
        self, *, earliest: datetime, latest: datetime
    ) -> Iterable[DagRunInfo]:
        """Yield the runs of the periods that fall due between two days, both included."""
        first, last = _in_vietnam(earliest), _in_vietnam(latest)
        if last.time() == time():
            last += ONE_DAY - timedelta(seconds=1)
        return (one.info() for one in self.closings() if first <= one.place <= last)

    def localize_partition_datetime(self, dt: datetime) -> DateTime:
        """Read a bound as a time in Vietnam: Airflow hands days over as midnights of UTC."""
        return _moment(_in_vietnam(dt))

    def _decode_partition_date(self, partition_key: str) -> datetime:
        found = [one.place for one in self.closings() if one.period_code == partition_key]
        if not found:
            raise InvalidPartitionKeyError(
                f"{partition_key!r}: không có báo cáo nào cho kỳ này / no form is due for such a "
                "period; expected a code of the calendar, e.g. 2026-Q3"
            )
        return _moment(found[-1])

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        """Return the moment itself: a run by hand covers no interval."""
        return DataInterval.exact(run_after)

    def generate_run_id(self, *, run_type: Any, run_after: DateTime, **extra: Any) -> str:
        """Return an id that tells the day and the period; a run again is another run."""
        day = run_after.astimezone(VIETNAM).date()
        period = folder_name(extra.get("partition_key") or "any")
        return run_type.generate_run_id(suffix=f"{day}__{period}__{secrets.token_hex(3)}")


class CalendarPlugin(AirflowPlugin):
    """Lets Airflow store and restore DAGs with the timetable."""

    name = "baocao_calendar"
    timetables = [PeriodClosingTimetable]  # noqa: RUF012 -- a list by Airflow's own rule
