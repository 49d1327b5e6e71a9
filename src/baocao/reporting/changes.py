"""What changed when a report was sent again: old value, new value and difference, by figure."""

from dataclasses import dataclass
from datetime import datetime

from baocao.reporting.reading import Published, Row, open_published, require_known
from baocao.settings import Settings


@dataclass(frozen=True)
class ChangeReport:
    """The figures that later versions of reports changed, in one published version.

    Attributes:
        version: the published version read.
        as_of: up to when it knows, UTC.
        changes: one row per report version after the first and changed figure, by time of receipt.
    """

    version: str
    as_of: datetime
    changes: list[Row]


def figure_changes(
    settings: Settings, period: str | None = None, unit: str | None = None
) -> ChangeReport:
    """Return which figures were changed by reports that were sent again.

    Args:
        settings: where the published version is.
        period: one period code, or all.
        unit: one unit code, or all.

    Raises:
        StateError: nothing is published yet.
        UsageError: there is no such period or unit.
    """
    with open_published(settings) as published:
        require_known(published, "marts.dim_periods", "period_code", period)
        require_known(published, "marts.dim_units", "unit_code", unit)
        return ChangeReport(
            published.version, published.as_of, changes_within(published, period, unit)
        )


def changes_within(
    published: Published, period: str | None = None, unit: str | None = None
) -> list[Row]:
    """Return the changed figures of a period and a unit, or of all, in a version that is open."""
    return published.rows(
        "select * from reports.rpt_resubmissions "
        "where ($period is null or period_code = $period) "
        "and ($unit is null or unit_code = $unit) "
        "order by known_from, unit_code, form_code, indicator_code, category_code",
        {"period": period, "unit": unit},
    )
