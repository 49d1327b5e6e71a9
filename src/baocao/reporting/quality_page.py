"""What the quality report of one period says, read from the published version.

The page and the workbook are two renderings of one `QualityPage`; neither computes anything.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from baocao.editions.store import load_editions
from baocao.errors import UsageError
from baocao.reporting.changes import changes_within
from baocao.reporting.language import Text, instant, names, text
from baocao.reporting.quality_scores import Scores, load_scores
from baocao.reporting.reading import (
    Published,
    Row,
    is_sample,
    open_published,
    period_windows,
    units_on,
)
from baocao.settings import Settings, parse_instant

TREND_PERIODS = 8


@dataclass(frozen=True)
class UnitLine:
    """One unit of the grid; `cells` holds its expected reports by form code."""

    code: str
    name: Text
    cells: dict[str, Row]


@dataclass(frozen=True)
class UnitGroup:
    """The units of one district, or of one type, with the counts of their reports."""

    code: str
    name: Text
    summary: Row
    units: list[UnitLine]


@dataclass(frozen=True)
class QualityPage:
    """The quality report of one period.

    Attributes:
        period_code: the period.
        version: the published version read.
        as_of: up to when it knows, UTC.
        province: the province that the reports add up to, as named on the period's last day.
        synthetic: whether the units are those of the sample, so that no figure is real.
        windows: one row per different window: start_date, end_date, due_date, whether that is
            the province's own as `is_province_day`, and the regimes that share it as `regimes`.
        forms: one row per form expected in the period: form_code and its names.
        total: the counts and both rates of the whole period.
        by_form: the same, one row a form.
        groups: the grid, districts before the other groups.
        scores: the quality score of the whole and the league tables.
        trend: the counts of the last periods of the same type, oldest first.
        missing, late, rejected: the reports in that state, longest overdue first.
        changes: one row per figure that a report sent again changed, by time of receipt.
        flags: one row per flag, the gravest first.
        flags_by_severity: open flags counted by severity, the gravest first.
        flags_by_kind: open flags counted by kind of check.
        flags_by_check: open flags counted by check, the gravest first.
        flags_without_period: how many open flags concern no recognisable period.
        edition: the frozen edition of the period that stands, and whether the period was re-opened;
            None before the first, and in a replay.
        refused_rules: where the rules stand that are wrongly written and judge nobody.
    """

    period_code: str
    version: str
    as_of: datetime
    province: Text
    synthetic: bool
    windows: list[Row]
    forms: list[Row]
    total: Row
    by_form: list[Row]
    groups: list[UnitGroup]
    scores: Scores
    trend: list[Row]
    missing: list[Row]
    late: list[Row]
    rejected: list[Row]
    changes: list[Row]
    flags: list[Row]
    flags_by_severity: list[Row]
    flags_by_kind: list[Row]
    flags_by_check: list[Row]
    flags_without_period: int
    edition: Text | None
    refused_rules: list[str]

    @property
    def unit_count(self) -> int:
        """Return how many units the grid shows."""
        return sum(len(group.units) for group in self.groups)

    @property
    def open_flags(self) -> list[Row]:
        """Return the flags that nobody has dealt with."""
        return [flag for flag in self.flags if flag["status"] == "open"]


def load_quality_page(settings: Settings, period: str) -> QualityPage:
    """Read the quality report of a period from the current published version.

    Raises:
        StateError: nothing is published yet.
        UsageError: no report is expected for such a period.
    """
    with open_published(settings) as published:
        grid = published.rows(
            "select * from reports.rpt_reporting_grid where period_code = $period "
            "order by group_sort, group_code, unit_level, unit_code, form_code",
            {"period": period},
        )
        if not grid:
            raise UsageError(_no_such_period(published, period))
        summary = _summary(published, period)
        return QualityPage(
            period_code=period,
            version=published.version,
            as_of=published.as_of,
            province=_provinces(published, period),
            synthetic=is_sample(published),
            windows=period_windows(published, period),
            forms=_forms(grid),
            total=next(row for row in summary if _is_total(row)),
            by_form=[row for row in summary if _is_form_total(row)],
            groups=list(_groups(grid, summary)),
            scores=load_scores(published, period),
            trend=_trend(published, period),
            missing=_in_state(grid, "missing"),
            late=_in_state(grid, "late"),
            rejected=_in_state(grid, "rejected"),
            changes=changes_within(published, period),
            flags=_flags(published, period),
            flags_by_severity=_open_flags_by(published, period, "severity"),
            flags_by_kind=_open_flags_by(published, period, "check_kind"),
            flags_by_check=_flags_by_check(published, period),
            flags_without_period=_flags_without_period(published),
            edition=None if settings.as_of else edition_line(settings, period),
            refused_rules=sorted({fault.split(" ")[0] for fault in published.refused_rules}),
        )


def edition_line(settings: Settings, period: str) -> Text | None:
    """Return which edition of a period is the official one, or None where it was never frozen."""
    found = load_editions(settings, period)
    if found.newest is None:
        return None
    manifest = found.newest.manifest
    return text(
        "page.edition" if found.is_frozen else "page.edition_open",
        number=found.newest.number,
        version=manifest["version"],
        at=instant(parse_instant(manifest["frozen_at"], "manifest frozen_at")),
        by=manifest["by"],
    )


def _no_such_period(published: Published, period: str) -> str:
    codes = published.rows(
        "select distinct period_code from reports.rpt_reporting_grid order by period_code"
    )
    listing = ", ".join(row["period_code"] for row in codes) or "–"
    return (
        f"--period {period}: kỳ này không có báo cáo nào phải nộp / "
        f"no report is expected for this period; có / there are: {listing}"
    )


def _is_total(row: Row) -> bool:
    return row["form_code"] == "_T" and row["group_code"] == "_T"


def _is_form_total(row: Row) -> bool:
    return row["form_code"] != "_T" and row["group_code"] == "_T"


def _summary(published: Published, period: str) -> list[Row]:
    return published.rows(
        "select * from reports.rpt_reporting_summary where period_code = $period "
        "order by group_sort, group_code, form_code",
        {"period": period},
    )


def _provinces(published: Published, period: str) -> Text:
    """Return the names of the provinces that the period's reports add up to."""
    rows = published.rows(
        "select distinct units.unit_code, units.name_vi, units.name_en "
        "from marts.agg_reporting_rates as rates "
        "inner join marts.dim_periods as periods on periods.period_code = rates.period_code "
        "inner join marts.dim_units as units on units.unit_code = rates.unit_code "
        f"and {units_on('periods.end_date')} "
        "where rates.period_code = $period and units.unit_type = 'PROVINCE' "
        "order by units.unit_code",
        {"period": period},
    )
    found = [names(row, "name") for row in rows]
    return Text(", ".join(one.vi for one in found), ", ".join(one.en for one in found))


def _forms(grid: Iterable[Row]) -> list[Row]:
    forms = {row["form_code"]: row for row in grid}
    return [forms[code] for code in sorted(forms)]


def _groups(grid: list[Row], summary: list[Row]) -> Iterator[UnitGroup]:
    totals = {row["group_code"]: row for row in summary if row["form_code"] == "_T"}
    for code, rows in groupby(grid, key=lambda row: row["group_code"]):
        units = [
            _unit_line(list(lines)) for _, lines in groupby(rows, lambda row: row["unit_code"])
        ]
        yield UnitGroup(code, names(totals[code], "group_name", code), totals[code], units)


def _unit_line(reports: list[Row]) -> UnitLine:
    """Return the line of a unit from its reports, of which there is at least one."""
    code = reports[0]["unit_code"]
    cells = {row["form_code"]: row for row in reports}
    return UnitLine(code, names(reports[0], "unit_name", code), cells)


def _trend(published: Published, period: str) -> list[Row]:
    rows = published.rows(
        "with periods as (select period_code, period_type, max(end_date) as end_date "
        "from marts.dim_periods group by period_code, period_type), "
        "asked as (select * from periods where period_code = $period) "
        "select summary.* from reports.rpt_reporting_summary as summary "
        "inner join periods on periods.period_code = summary.period_code "
        "inner join asked on asked.period_type = periods.period_type "
        "and periods.end_date <= asked.end_date "
        "where summary.form_code = '_T' and summary.group_code = '_T' "
        "and summary.expected > summary.not_due "
        "order by periods.end_date desc limit $count",
        {"period": period, "count": TREND_PERIODS},
    )
    return rows[::-1]


def _in_state(grid: list[Row], status: str) -> list[Row]:
    """Return the reports in one state; the longest overdue first, then in the grid's order."""
    rows = [row for row in grid if row["status"] == status]
    return sorted(rows, key=lambda row: -(row["days_late"] or 0))


def _flags(published: Published, period: str) -> list[Row]:
    return published.rows(
        "select * from reports.rpt_quality_flags where period_code = $period "
        "order by status <> 'open', severity_rank desc, importance desc nulls last, check_code, "
        "unit_code, form_code, flag_id",
        {"period": period},
    )


def _open_flags_by(published: Published, period: str, column: str) -> list[Row]:
    return published.rows(
        f"select {column}, max(severity_rank) as severity_rank, count(*) as flags "
        "from reports.rpt_quality_flags where period_code = $period and status = 'open' "
        f"group by {column} order by severity_rank desc, flags desc, {column}",
        {"period": period},
    )


def _flags_by_check(published: Published, period: str) -> list[Row]:
    return published.rows(
        "select check_code, max(check_kind) as check_kind, max(check_name_vi) as check_name_vi, "
        "max(check_name_en) as check_name_en, arg_max(severity, severity_rank) as severity, "
        "max(severity_rank) as severity_rank, count(*) as flags "
        "from reports.rpt_quality_flags where period_code = $period and status = 'open' "
        "group by check_code order by severity_rank desc, flags desc, check_code",
        {"period": period},
    )


def _flags_without_period(published: Published) -> int:
    return published.rows(
        "select count(*) as flags from reports.rpt_quality_flags "
        "where period_code is null and status = 'open'"
    )[0]["flags"]
