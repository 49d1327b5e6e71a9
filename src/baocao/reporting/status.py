"""Who is on time, late, missing, refused or not due yet, and the list of those who owe a report."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from baocao.files import write_atomic
from baocao.registry.period_names import folder_name
from baocao.reporting.language import day, names, period_name, text
from baocao.reporting.reading import Row, open_published, require_known
from baocao.reporting.sheets import Column, Sheet, neutral, write_workbook
from baocao.settings import Settings

STATUSES = ("on_time", "late", "missing", "rejected", "not_due")
CSV_COLUMNS = (
    "unit_code",
    "unit_name_vi",
    "unit_name_en",
    "form_code",
    "form_name_vi",
    "period_code",
    "due_date",
    "days_late",
    "sender_unit_code",
    "sender_name_vi",
)


@dataclass(frozen=True)
class StatusReport:
    """The state of reporting in one published version.

    Attributes:
        version: the published version read.
        as_of: up to when it knows, UTC.
        summary: one row per period and form with the counts and both rates; a row with form `_T`
            is the period's total.
        reports: one row per expected report that matches what was asked for.
    """

    version: str
    as_of: datetime
    summary: list[Row]
    reports: list[Row]


def reporting_status(
    settings: Settings,
    period: str | None = None,
    form: str | None = None,
    status: str | None = None,
) -> StatusReport:
    """Return the counts of expected reports by period and form, and the reports themselves.

    Args:
        settings: where the published version is.
        period: one period code, or all.
        form: one form code, or all.
        status: one of `STATUSES`, or all; narrows the reports, not the counts.

    Raises:
        StateError: nothing is published yet.
        UsageError: no report is expected for such a period or form.
    """
    asked = {"period": period, "form": form, "status": status}
    with open_published(settings) as published:
        require_known(published, "reports.rpt_reporting_grid", "period_code", period)
        require_known(published, "reports.rpt_reporting_grid", "form_code", form)
        summary = published.rows(
            "select * exclude (group_code, group_name_vi, group_name_en, group_sort) "
            "from reports.rpt_reporting_summary where group_code = '_T' "
            "and ($period is null or period_code = $period) "
            "and (case when $form is null then true else form_code = $form end) "
            "order by period_code, form_code",
            {"period": period, "form": form},
        )
        reports = published.rows(
            "select * from reports.rpt_reporting_grid "
            "where ($period is null or period_code = $period) "
            "and ($form is null or form_code = $form) "
            "and ($status is null or status = $status) "
            "order by period_code, group_sort, group_code, unit_level, unit_code, form_code",
            asked,
        )
        return StatusReport(published.version, published.as_of, summary, reports)


def non_reporters(settings: Settings, period: str) -> list[Row]:
    """Return one row per report of the period that is due and of which nothing has arrived.

    Each row names the unit, the form, the due date, the days since, and who has to send it.

    Raises:
        StateError: nothing is published yet.
        UsageError: no report is expected for such a period.
    """
    return reporting_status(settings, period, status="missing").reports


def period_folder(settings: Settings, period: str) -> Path:
    """Return the folder of a period's reports and lists."""
    return settings.reports / folder_name(period)


def write_non_reporters(settings: Settings, period: str) -> list[Path]:
    """Write the list of non-reporters as CSV and as a workbook and return both paths.

    An empty list is written too: that nobody is missing is worth knowing.

    Raises:
        StateError: nothing is published yet.
        UsageError: no report is expected for such a period.
    """
    report = reporting_status(settings, period, status="missing")
    folder = period_folder(settings, period)
    listing, workbook = folder / "non_reporters.csv", folder / "non_reporters.xlsx"
    # The mark at the start makes Excel read the file as UTF-8.
    write_atomic(listing, "\ufeff" + _as_csv(report.reports))
    title = f"{text('lists.missing').vi}: {period_name(period).vi}"
    sheet = Sheet(
        name=text("lists.missing").vi,
        columns=[
            Column(text("word.unit_code").vi, 12, lambda row: row["unit_code"], "code"),
            Column(text("word.unit_name").vi, 36, lambda row: names(row, "unit_name").vi),
            Column(text("word.form").vi, 10, lambda row: row["form_code"], "code"),
            Column(text("word.form_name").vi, 50, lambda row: names(row, "form_name").vi),
            Column(text("word.due_date").vi, 12, lambda row: row["due_date"], "date"),
            Column(text("word.days_late").vi, 12, lambda row: row["days_late"], "number"),
            Column(text("word.sender_code").vi, 12, lambda row: row["sender_unit_code"], "code"),
            Column(text("word.sender").vi, 36, lambda row: names(row, "sender_name").vi),
        ],
        rows=report.reports,
        heading=[title, text("page.as_of", instant=day(report.as_of.date())).vi],
        frozen_columns=2,
    )
    write_workbook(workbook, [sheet], report.as_of, title)
    return [listing, workbook]


def _as_csv(reports: list[Row]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for row in reports:
        values = ("" if row[column] is None else str(row[column]) for column in CSV_COLUMNS)
        writer.writerow([neutral(value) for value in values])
    return buffer.getvalue()
