"""From a published figure down to the cells it was made of.

The figures behind a total are looked up in the same published version: unit by unit, with the
file, its hash and its place in the archive, the sheet, the cell and the text that stands there. For
a rate the parts of numerator and denominator are shown apart.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from baocao.errors import UsageError
from baocao.reporting.reading import Published, Row, open_published, require_known
from baocao.settings import Settings

TERM = re.compile(r"([+-]?)(?:(\d+(?:\.\d+)?)\*)?(\w+)")

# Figures that count: of the current version of an expected report, and known. A unit counts towards
# a rate only with all parts that it owes, so that no numerator is compared with a smaller
# denominator: `owed` and `given` are equal then.
SOURCES = """
with recursive regimes as (
    select regime, end_date from marts.dim_periods where period_code = $period
),
members as (
    select regime, end_date, $unit as unit_code, 0 as depth from regimes
    union all
    select members.regime, members.end_date, units.unit_code, members.depth + 1
    from members
    inner join marts.dim_units as units
        on units.parent_unit_code = members.unit_code
        and units.valid_from <= members.end_date
        and (units.valid_to is null or units.valid_to > members.end_date)
),
figures as (
    select
        indicator_values.*,
        members.depth,
        members.end_date,
        indicator_values.value is not null
        and indicator_values.value_status in ('reported', 'zero', 'estimated', 'corrected')
            as is_known
    from marts.fct_indicator_values as indicator_values
    inner join marts.fct_reporting_status as reports
        on reports.unit_code = indicator_values.unit_code
        and reports.form_code = indicator_values.form_code
        and reports.period_code = indicator_values.period_code
    inner join members
        on members.unit_code = reports.unit_code and members.regime = reports.regime
    where indicator_values.period_code = $period
        and indicator_values.category_code = $category
        and list_contains($indicators, indicator_values.indicator_code)
        and indicator_values.is_current
        and indicator_values.value_status <> 'not_applicable'
),
counted as (
    select
        *,
        count(*) over (partition by unit_code, form_code) as owed,
        count(*) filter (where is_known) over (partition by unit_code, form_code) as given
    from figures
)
select
    counted.unit_code,
    units.name_vi as unit_name_vi,
    units.name_en as unit_name_en,
    counted.depth,
    counted.indicator_code,
    counted.category_code,
    counted.form_code,
    counted.value,
    counted.value_status,
    counted.raw_text,
    counted.sheet,
    counted.cell,
    counted.reported_value,
    corrections.correction_id,
    corrections.decided_by,
    corrections.decided_at,
    corrections.expires_at,
    corrections.reason_vi,
    corrections.reason_en,
    counted.submission_id,
    submissions.version,
    submissions.status,
    submissions.received_at,
    submissions.sender_unit_code,
    submissions.file_name,
    submissions.file_sha256
from counted
left join marts.dim_corrections as corrections
    on corrections.correction_id = counted.correction_id
left join marts.fct_submissions as submissions
    on submissions.submission_id = counted.submission_id
left join marts.dim_units as units
    on units.unit_code = counted.unit_code
    and units.valid_from <= counted.end_date
    and (units.valid_to is null or units.valid_to > counted.end_date)
where counted.is_known and (not $is_rate or counted.owed = counted.given)
order by counted.depth, counted.unit_code, counted.indicator_code
"""


@dataclass(frozen=True)
class TracePart:
    """One indicator that a figure is made of.

    Attributes:
        role: `value`, or `numerator` and `denominator` of a rate.
        indicator_code: the indicator that units report.
        coefficient: by which its total enters the role.
        total: sum of the sources, before the coefficient.
        sources: one row per unit and cell; where an office corrected the figure, its value as
            reported, and by which correction, by whom and why.
    """

    role: str
    indicator_code: str
    coefficient: Decimal
    total: Decimal
    sources: list[Row]


@dataclass(frozen=True)
class Trace:
    """A published figure and what it is made of.

    Attributes:
        version: the published version read.
        as_of: up to when it knows, UTC.
        figure: the row of `rpt_indicator_series`; its value is null where nothing is known.
        parts: one entry per indicator that enters it.
    """

    version: str
    as_of: datetime
    figure: Row
    parts: list[TracePart]

    @property
    def reconciles(self) -> bool:
        """Return whether the cells found add up to the published figure exactly."""
        return all(
            sum((p.coefficient * p.total for p in self.parts if p.role == role), Decimal(0))
            == (self.figure[role] or 0)
            for role in {part.role for part in self.parts}
        )


def trace_figure(
    settings: Settings, unit: str, indicator: str, period: str, category: str = "_T"
) -> Trace:
    """Trace a published figure of any unit of the tree to its cells.

    Raises:
        StateError: nothing is published yet.
        UsageError: a code is unknown, or no such figure is due from anybody.
    """
    with open_published(settings) as published:
        require_known(published, "marts.dim_units", "unit_code", unit)
        require_known(published, "marts.dim_indicators", "indicator_code", indicator)
        require_known(published, "marts.dim_periods", "period_code", period)
        require_known(published, "marts.dim_categories", "category_code", category)
        figure = _figure(published, unit, indicator, period, category)
        terms = _terms(published, indicator)
        sources = published.rows(
            SOURCES,
            {
                "unit": unit,
                "period": period,
                "category": category,
                "indicators": list(dict.fromkeys(code for _, code, _ in terms)),
                "is_rate": figure["kind"] == "rate",
            },
        )
        parts = [
            _part(settings, term, sources, is_boolean=figure["kind"] == "boolean") for term in terms
        ]
        return Trace(published.version, published.as_of, figure, parts)


def _figure(published: Published, unit: str, indicator: str, period: str, category: str) -> Row:
    rows = published.rows(
        "select * from reports.rpt_indicator_series where unit_code = $unit "
        "and indicator_code = $indicator and period_code = $period "
        "and category_code = $category and boundary = 'as_reported'",
        {"unit": unit, "indicator": indicator, "period": period, "category": category},
    )
    if not rows:
        raise UsageError(
            f"{indicator} {category}, {unit}, {period}: không đơn vị nào phải báo số này / "
            "no unit owes this figure"
        )
    return rows[0]


def _terms(published: Published, indicator: str) -> list[tuple[str, str, Decimal]]:
    """Return role, component and coefficient of all that enters an indicator."""
    row = published.rows(
        "select numerator, denominator from marts.dim_indicators where indicator_code = $code",
        {"code": indicator},
    )[0]
    if row["numerator"] is None:
        return [("value", indicator, Decimal(1))]
    return [
        (role, code, Decimal(f"{sign}{factor or 1}"))
        for role in ("numerator", "denominator")
        for sign, factor, code in TERM.findall(row[role])
    ]


def _part(
    settings: Settings, term: tuple[str, str, Decimal], sources: list[Row], *, is_boolean: bool
) -> TracePart:
    role, code, coefficient = term
    own: list[Row] = [
        row | {"archive_path": _archive_path(settings, row["file_sha256"])}
        for row in sources
        if row["indicator_code"] == code
    ]
    # A yes counts as one unit, however it was written.
    counts = (Decimal(row["value"] > 0) if is_boolean else row["value"] for row in own)
    return TracePart(role, code, coefficient, sum(counts, Decimal(0)), own)


def _archive_path(settings: Settings, sha256: str | None) -> Path | None:
    return settings.archive / sha256[:2] / sha256 if sha256 else None
