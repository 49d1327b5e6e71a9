"""What the summary report of a province and period says, read from the published version."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from baocao.editions.store import load_editions
from baocao.errors import UsageError
from baocao.registry import Registry
from baocao.reporting.language import Text, names, text
from baocao.reporting.reading import (
    Published,
    Row,
    is_sample,
    open_published,
    period_windows,
    units_on,
)
from baocao.reporting.summary_outline import Outline, UnitList
from baocao.reporting.summary_outline import load as load_outline
from baocao.settings import Settings, parse_instant

TOTAL = "_T"
CHANGES_LISTED = 10
# Below this a relative change says little: from 2 to 4 is 100 percent.
LEAST_COMPARED = 20


class Figures:
    """The figures of one province and period, by indicator and category."""

    def __init__(self, rows: Iterable[Row], told: Mapping[str, Text] | None = None) -> None:
        """Keep figures.

        Args:
            rows: the figures.
            told: how a breakdown is told, by its code list.
        """
        self._rows = {(row["indicator_code"], row["category_code"]): row for row in rows}
        self._told = told or {}

    def __iter__(self) -> Iterator[Row]:
        """Yield all figures, an indicator's total before its breakdown."""
        return iter(self._rows.values())

    @property
    def totals(self) -> list[Row]:
        """Return the figures that are not part of a breakdown, or whose indicator has no total."""
        return [
            row
            for row in self
            if row["category_code"] == TOTAL or self.get(row["indicator_code"]) is None
        ]

    def get(self, indicator: str, category: str = TOTAL) -> Row | None:
        """Return a figure, or None where the period does not ask for it."""
        return self._rows.get((indicator, category))

    def parts(self, indicator: str) -> list[tuple[Text, list[Row]]]:
        """Return the breakdown of an indicator, split by code list, each with how it is told.

        The parts of one list add up, those of two do not.
        """
        parts = [
            row
            for row in self
            if row["indicator_code"] == indicator and row["category_code"] != TOTAL
        ]
        return [
            (
                self._told.get(code_list, text("parts.other")),
                [row for row in parts if row["code_list"] == code_list],
            )
            for code_list in dict.fromkeys(row["code_list"] for row in parts)
        ]


@dataclass(frozen=True)
class SummaryPage:
    """The summary report of one province and period.

    Attributes:
        unit_code: the province.
        unit: its name on the period's last day.
        period_code: the period.
        edition: the frozen edition of the period that stood then: number, version, frozen_at; None
            where the period was never frozen.
        version: the published version read.
        as_of: up to when it knows, UTC.
        synthetic: whether the units are those of the sample, so that no figure is real.
        windows: one row per different window: start_date, end_date, due_date, whether that is
            the province's own as `is_province_day`, and the regimes that share it as `regimes`.
        figures: every figure of the period.
        by_form: expected and received reports, one row a form.
        lacking: one row per report that is due and not there, by unit.
        open_errors: how many open quality flags at error or worse concern reports of the period.
        outline: what the province shows.
        unit_lists: for each list of the outline, one row per unit that stands on it: what it
            reported as `whole` and `part`, and the difference as `rest`.
        answers: one row per parent document and unit it is addressed to: whether the unit has
            implemented it (yes, no, blank, no_report).
        changes: the indicators that changed most against the year before.
    """

    unit_code: str
    unit: Text
    period_code: str
    edition: Row | None
    version: str
    as_of: datetime
    synthetic: bool
    windows: list[Row]
    figures: Figures
    by_form: list[Row]
    lacking: list[Row]
    open_errors: int
    outline: Outline
    unit_lists: dict[str, list[Row]]
    answers: list[Row]
    changes: list[Row]

    @property
    def reports(self) -> dict[str, int]:
        """Return the counts of all forms together."""
        counts = ("expected", "received", "on_time", "late", "missing", "rejected", "not_due")
        return {count: sum(row[count] for row in self.by_form) for count in counts}

    @property
    def unimplemented(self) -> list[Row]:
        """Return the answers that are not yes: no implementing document, or nothing said."""
        return [row for row in self.answers if row["answer"] != "yes"]

    @property
    def share_received(self) -> Decimal | None:
        """Return the percentage of expected reports that were received; None where none is."""
        counts = self.reports
        if not counts["expected"]:
            return None
        return Decimal(100 * counts["received"]) / counts["expected"]


def load_summary_page(settings: Settings, period: str, unit: str | None = None) -> SummaryPage:
    """Read the summary report of a province from the published version, or as of `settings.as_of`.

    Args:
        settings: where the published version is.
        period: the period's code.
        unit: the province's code; may be left out where the period has one province only.

    Raises:
        StateError: nothing is published yet.
        UsageError: the period has no figures, or not of that province, or of several.
        ConfigError: the seeds or their outline of the report are not fit to run with.
    """
    outline = load_outline(settings.seeds, Registry.load(settings.seeds))
    with open_published(settings) as published:
        code = _province(published, period, unit)
        asked = {"period": period, "unit": code}
        rows = published.rows(
            "select * from reports.rpt_summary_figures "
            "where period_code = $period and unit_code = $unit "
            "order by indicator_code, category_code <> '_T', category_sort, category_code",
            asked,
        )
        grid = _grid(published, asked)
        return SummaryPage(
            unit_code=code,
            unit=names(rows[0], "unit_name", code),
            period_code=period,
            edition=_edition(settings, period),
            version=published.version,
            as_of=published.as_of,
            synthetic=is_sample(published),
            windows=period_windows(published, period),
            figures=Figures(rows, outline.breakdowns),
            by_form=_by_form(published, asked),
            lacking=[row for row in grid if row["status"] in ("missing", "rejected")],
            open_errors=sum(row["open_errors"] for row in grid),
            outline=outline,
            unit_lists={one.key: _listed(published, one, asked) for one in outline.lists},
            answers=_answers(published, asked),
            changes=_largest_changes(rows),
        )


def _province(published: Published, period: str, unit: str | None) -> str:
    """Return the province asked for, or the only one that has figures in the period."""
    rows = published.rows(
        "select distinct period_code, unit_code from reports.rpt_summary_figures "
        "order by period_code, unit_code"
    )
    codes = [row["unit_code"] for row in rows if row["period_code"] == period]
    if not codes:
        listing = ", ".join(dict.fromkeys(row["period_code"] for row in rows)) or "–"
        raise UsageError(
            f"--period {period}: kỳ này chưa có số liệu cấp tỉnh / "
            f"no figures of a province in this period; có / there are: {listing}"
        )
    if unit is None and len(codes) == 1:
        return codes[0]
    if unit is None or unit not in codes:
        raise UsageError(
            f"--unit {unit or '?'}: cần mã tỉnh có số liệu kỳ {period} / "
            f"a province with figures of that period is needed: {', '.join(codes)}"
        )
    return unit


def _edition(settings: Settings, period: str) -> Row | None:
    """Return the newest edition of a period that had been frozen at the instant read."""
    instant = settings.as_of or settings.now
    frozen = [
        {"number": edition.number, "version": edition.manifest["version"], "frozen_at": frozen_at}
        for edition in load_editions(settings, period).editions
        if (frozen_at := parse_instant(edition.manifest["frozen_at"], "frozen_at")) <= instant
    ]
    return frozen[-1] if frozen else None


def _by_form(published: Published, asked: dict[str, str]) -> list[Row]:
    return published.rows(
        "select rates.*, forms.name_vi as form_name_vi, forms.name_en as form_name_en "
        "from marts.agg_reporting_rates as rates "
        "left join (select form_code, max(name_vi) as name_vi, max(name_en) as name_en "
        "from marts.dim_forms group by form_code) as forms on forms.form_code = rates.form_code "
        "where rates.period_code = $period and rates.unit_code = $unit order by rates.form_code",
        asked,
    )


def _grid(published: Published, asked: dict[str, str]) -> list[Row]:
    return published.rows(
        "select grid.* from reports.rpt_reporting_grid as grid "
        "inner join marts.dim_units as units on units.unit_code = grid.unit_code "
        f"and {units_on('grid.end_date')} "
        "where grid.period_code = $period and units.province_code = $unit "
        "order by grid.group_sort, grid.group_code, grid.unit_level, grid.unit_code, "
        "grid.form_code",
        asked,
    )


def _listed(published: Published, one: UnitList, asked: dict[str, str]) -> list[Row]:
    """Return the units that reported some of the whole, and less of the part or left it blank.

    Where a form does not ask for the part, nothing can be lacking.
    """
    return published.rows(
        "with figures as (select unit_code, "
        "max(value) filter (where indicator_code = $whole) as whole, "
        "max(value) filter (where indicator_code = $part) as part "
        "from marts.fct_indicator_values where is_current and period_code = $period "
        "and category_code = '_T' and indicator_code in ($whole, $part) "
        "and value_status <> 'not_applicable' group by unit_code "
        "having count(*) filter (where indicator_code = $part) > 0), "
        "last_days as (select max(end_date) as end_date from marts.dim_periods "
        "where period_code = $period "
        "and regime in (select regime from marts.fct_reporting_status)) "
        "select figures.*, whole - part as rest, "
        "units.name_vi as unit_name_vi, units.name_en as unit_name_en "
        "from figures cross join last_days "
        "inner join marts.dim_units as units on units.unit_code = figures.unit_code "
        f"and {units_on('last_days.end_date')} "
        "where whole > 0 and (part is null or part < whole) and units.province_code = $unit "
        "order by figures.unit_code",
        {**asked, "whole": one.whole, "part": one.part},
    )


def _answers(published: Published, asked: dict[str, str]) -> list[Row]:
    return published.rows(
        "select answers.*, units.name_vi as unit_name_vi, units.name_en as unit_name_en, "
        "documents.name_vi as document_name_vi, documents.name_en as document_name_en "
        "from marts.fct_document_answers as answers "
        "inner join marts.dim_documents as documents "
        "on documents.document_code = answers.document_code "
        "inner join marts.dim_units as units on units.unit_code = answers.unit_code "
        f"and {units_on('answers.end_date')} "
        "where answers.period_code = $period and units.province_code = $unit "
        "order by answers.document_code, answers.unit_type, answers.unit_code",
        asked,
    )


def _largest_changes(rows: list[Row]) -> list[Row]:
    """Return the counts that changed most in relation to the year before, the largest first."""
    compared = [
        row
        for row in rows
        if row["category_code"] == TOTAL
        and row["change_percent"]
        and row["previous_value"] >= LEAST_COMPARED
    ]
    compared.sort(key=lambda row: (-abs(Decimal(row["change_percent"])), row["indicator_code"]))
    return compared[:CHANGES_LISTED]
