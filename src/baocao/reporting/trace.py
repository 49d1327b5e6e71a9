"""From a published figure down to the cells it was made of.

The figures behind a total are looked up in the same published version: unit by unit, with the
file, its hash and its place in the archive, the sheet, the cell and the text that stands there. For
a rate the parts of numerator and denominator are shown apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from baocao.errors import UsageError
from baocao.reporting.changes import changes_within
from baocao.reporting.reading import Published, Row, open_published, require_known
from baocao.settings import Settings

TERM = re.compile(r"([+-]?)(?:(\d+(?:\.\d+)?)\*)?(\w+)")

# What the reports owe that count in a total, as the build itself found them: who counts in it
# (fct_total_members), which reports a unit's figure of the period is made of (fct_figure_sources)
# and what such reports owe (dim_figure_scopes). A unit counts with all that it owes or not at all:
# every part of a longer period, every component of a rate.
SOURCES = """
with owed as (
    select
        sources.unit_code,
        sources.unit_valid_from,
        sources.form_code,
        sources.part_period_code,
        sources.made_as,
        sources.scope_code,
        scopes.indicator_code,
        not scopes.is_opening or members.keeps_opening or not sources.is_opening_replaced as counts
    from marts.fct_total_members as members
    inner join marts.fct_figure_sources as sources
        using (unit_code, unit_valid_from, regime, period_code, is_closing)
    inner join marts.dim_figure_scopes as scopes
        on scopes.scope_code = sources.scope_code
        and scopes.category_code = $category
        and list_contains($indicators, scopes.indicator_code)
    inner join marts.dim_indicators as indicators
        on indicators.indicator_code = scopes.indicator_code
    where members.boundary = $boundary
        and members.basis = $basis
        and members.total_unit_code = $unit
        and members.period_code = $period
        and (
            indicators.agg_periods = 'sum'
            or (indicators.agg_periods = 'first' and sources.is_first)
            or (indicators.agg_periods = 'last' and sources.is_last and not sources.is_closing)
        )
),
figures as (
    select
        owed.*,
        figure.submission_id,
        figure.correction_id,
        figure.category_code,
        figure.value,
        figure.reported_value,
        figure.value_status,
        figure.raw_text,
        figure.sheet,
        figure.cell,
        bool_and(figure.value is not null)
            over (partition by owed.unit_code, owed.unit_valid_from, owed.scope_code) as is_whole
    from owed
    left join marts.fct_indicator_values as figure
        on figure.unit_code = owed.unit_code
        and figure.form_code = owed.form_code
        and figure.period_code = owed.part_period_code
        and figure.indicator_code = owed.indicator_code
        and figure.category_code = $category
        and figure.is_current
        and figure.value_status in ('reported', 'zero', 'estimated', 'corrected')
)
select
    figures.unit_code,
    units.name_vi as unit_name_vi,
    units.name_en as unit_name_en,
    figures.indicator_code,
    figures.category_code,
    figures.form_code,
    figures.part_period_code as period_code,
    figures.made_as,
    figures.value,
    figures.value_status,
    figures.raw_text,
    figures.sheet,
    figures.cell,
    figures.reported_value,
    corrections.correction_id,
    corrections.decided_by,
    corrections.decided_at,
    corrections.expires_at,
    corrections.reason_vi,
    corrections.reason_en,
    figures.submission_id,
    submissions.version,
    submissions.status,
    submissions.received_at,
    submissions.sender_unit_code,
    submissions.file_name,
    submissions.file_sha256
from figures
left join marts.dim_corrections as corrections
    on corrections.correction_id = figures.correction_id
left join marts.fct_submissions as submissions
    on submissions.submission_id = figures.submission_id
left join marts.dim_units as units
    on units.unit_code = figures.unit_code and units.valid_from = figures.unit_valid_from
where figures.is_whole and figures.counts
order by
    figures.unit_code <> $unit,
    figures.made_as = 'closing',
    figures.unit_code,
    figures.part_period_code,
    figures.indicator_code
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
        figure: the row of `rpt_indicator_series`; its value is null where nothing is known. Of a
            unit in a group whose figure cannot be placed, the row of the group.
        parts: one entry per indicator that enters it.
        changes: what reports that were sent again changed of the cells: old value, new value, since
            when and by which file.
    """

    version: str
    as_of: datetime
    figure: Row
    parts: list[TracePart]
    changes: list[Row]

    @property
    def reconciles(self) -> bool:
        """Return whether the cells found add up to the published figure exactly."""
        return all(self._adds_up(role) for role in {part.role for part in self.parts})

    def _adds_up(self, role: str) -> bool:
        parts = [part for part in self.parts if part.role == role]
        if self.figure[role] is None:
            # Unknown: there is nothing to add up, or one of several components is not there.
            return not all(part.sources for part in parts)
        return sum((p.coefficient * p.total for p in parts), Decimal(0)) == self.figure[role]


def trace_figure(
    settings: Settings,
    unit: str,
    indicator: str,
    period: str,
    category: str = "_T",
    boundary: str = "as_reported",
) -> Trace:
    """Trace a published figure of any unit of the tree, or group of units, to its cells.

    Raises:
        StateError: nothing is published yet.
        UsageError: a code is unknown, or no such figure is due from anybody.
    """
    with open_published(settings) as published:
        return trace_within(published, settings, unit, indicator, period, category, boundary)


def trace_within(
    published: Published,
    settings: Settings,
    unit: str,
    indicator: str,
    period: str,
    category: str,
    boundary: str,
) -> Trace:
    """Trace a figure within a published version that is open; else as `trace_figure`."""
    if not published.rows(
        "select 1 from marts.dim_unit_groups where group_code = $unit limit 1", {"unit": unit}
    ):
        require_known(published, "marts.dim_units", "unit_code", unit)
    require_known(published, "marts.dim_indicators", "indicator_code", indicator)
    require_known(published, "marts.dim_periods", "period_code", period)
    require_known(published, "marts.dim_categories", "category_code", category)
    named = {"unit": unit, "period": period, "category": category, "boundary": boundary}
    figure = _figure(published, indicator, named)
    named["unit"] = figure["exact_unit_code"]
    if named["unit"] != unit:
        figure = _figure(published, indicator, named)
    terms = _terms(published, indicator)
    indicators = list(dict.fromkeys(code for _, code, _ in terms))
    of_terms = {"indicators": indicators, "basis": _basis(published, indicators)}
    sources = published.rows(SOURCES, named | of_terms)
    is_boolean = figure["kind"] == "boolean"
    parts = [_part(settings, term, sources, is_boolean=is_boolean) for term in terms]
    changes = list(_changes(published, parts))
    return Trace(published.version, published.as_of, figure, parts, changes)


def _changes(published: Published, parts: list[TracePart]) -> Iterator[Row]:
    """Yield what reports sent again changed of the cells that a figure is made of."""
    cells = {_cell(row) for part in parts for row in part.sources}
    for period in sorted({period for period, *_ in cells}):
        yield from (row for row in changes_within(published, period) if _cell(row) in cells)


def _cell(row: Row) -> tuple[str, ...]:
    names = ("period_code", "unit_code", "form_code", "indicator_code", "category_code")
    return tuple(row[name] for name in names)


def _figure(published: Published, indicator: str, named: dict[str, str]) -> Row:
    rows = published.rows(
        "select * from reports.rpt_indicator_series where unit_code = $unit "
        "and indicator_code = $indicator and period_code = $period "
        "and category_code = $category and boundary = $boundary",
        named | {"indicator": indicator},
    )
    if not rows:
        raise UsageError(
            f"{indicator} {named['category']}, {named['unit']}, {named['period']}, "
            f"{named['boundary']}: không đơn vị nào phải báo số này / no unit owes this figure"
        )
    return rows[0]


def _basis(published: Published, indicators: list[str]) -> str:
    """Return which share of former units counts: that of people if all indicators follow people."""
    (row,) = published.rows(
        "select max(succession_basis) as basis from marts.dim_indicators "
        "where list_contains($indicators, indicator_code)",
        {"indicators": indicators},
    )
    return row["basis"]


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
