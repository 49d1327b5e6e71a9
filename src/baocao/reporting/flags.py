"""Quality flags: what is wrong, with the evidence, and who puts it right."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from baocao.registry import Registry, Unit
from baocao.reporting.reading import Row, open_published, require_known
from baocao.settings import Settings, vietnam_day

FLAG_STATUSES = ("open", "resolved", "waived", "explained")
SERIOUS = ("error", "block")


@dataclass(frozen=True)
class FlagReport:
    """Flags of one published version.

    Attributes:
        version: the published version read.
        as_of: up to when it knows, UTC.
        flags: one row per flag, the gravest first.
    """

    version: str
    as_of: datetime
    flags: list[Row]

    @property
    def has_serious(self) -> bool:
        """Return whether an open flag is at error or worse."""
        return any(flag["status"] == "open" and flag["severity"] in SERIOUS for flag in self.flags)


def quality_flags(
    settings: Settings,
    unit: str | None = None,
    period: str | None = None,
    status: str | None = None,
) -> FlagReport:
    """Return flags, the gravest first.

    Args:
        settings: where the published version is.
        unit: one unit code, or all.
        period: one period code, `none` for flags whose period could not be told, or all.
        status: one of `FLAG_STATUSES`, or all.

    Raises:
        StateError: nothing is published yet.
        UsageError: there is no such unit or period.
    """
    with open_published(settings) as published:
        require_known(published, "marts.dim_units", "unit_code", unit)
        if period != "none":
            require_known(published, "marts.dim_periods", "period_code", period)
        flags = published.rows(
            "select * from reports.rpt_quality_flags "
            "where ($unit is null or unit_code = $unit) "
            "and ($period is null or coalesce(period_code, 'none') = $period) "
            "and ($status is null or status = $status) "
            "order by severity_rank desc, importance desc nulls last, check_code, "
            "period_code, unit_code, form_code, flag_id",
            {"unit": unit, "period": period, "status": status},
        )
        return FlagReport(published.version, published.as_of, flags)


def is_flag_of(flag: Row, unit: Unit, registry: Registry) -> bool:
    """Tell whether a flag is of this very unit: its code may have been another's before.

    It is where the unit was there when the flag's period ended, else when the flag was found.
    """
    days = [one.end_date for one in registry.periods_with_code(flag["period_code"] or "")]
    return any(
        unit.valid_from <= day and (unit.valid_to is None or day < unit.valid_to)
        for day in days or [vietnam_day(flag["first_seen_at"])]
    )


def last_day(until: datetime) -> date:
    """Return the last day in Vietnam on which a decision holds that ends at an instant."""
    return vietnam_day(until - timedelta(microseconds=1))
