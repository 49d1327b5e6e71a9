"""What changed between two editions of a period: figure by figure, with the reason."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from baocao.editions.store import Edition

REPORTED, TOTAL = "reported", "total"
REASONS = ("late", "re_sent", "corrected", "restated")

# Figures in force, as units reported them or as an office corrected them. A report that the edition
# before did not have is late; another version of it was re-sent; a correction that began or ended
# says so; what changed without a message from anybody was restated: other reference data or rules.
# A total has the reasons of the figures below it, and of those of other periods that it is made of
# (`part_indicator_values`): quarters of a half-year, closing reports of units that have ended.
CHANGES = """
with recursive old_values as (
    select * from read_parquet($old || '/*_indicator_values.parquet', union_by_name = true)
    where is_current
),
new_values as (
    select * from read_parquet($new || '/*_indicator_values.parquet', union_by_name = true)
    where is_current
),
old_reports as (select distinct unit_code, form_code, period_code from old_values),
reported as (
    select
        coalesce(new_values.unit_code, old_values.unit_code) as unit_code,
        coalesce(new_values.form_code, old_values.form_code) as form_code,
        coalesce(new_values.period_code, old_values.period_code) as period_code,
        coalesce(new_values.indicator_code, old_values.indicator_code) as indicator_code,
        coalesce(new_values.category_code, old_values.category_code) as category_code,
        old_values.value as old_value,
        new_values.value as new_value,
        case
            when old_reports.unit_code is null then 'late'
            when new_values.correction_id is distinct from old_values.correction_id
                and new_values.correction_id is not null then 'corrected'
            when new_values.submission_id is distinct from old_values.submission_id then 're_sent'
            when new_values.correction_id is distinct from old_values.correction_id
                then 'corrected'
            else 'restated'
        end as reason,
        coalesce(new_values.submission_id, old_values.submission_id) as submission_id
    from old_values
    full join new_values
        on old_values.unit_code = new_values.unit_code
        and old_values.form_code = new_values.form_code
        and old_values.period_code = new_values.period_code
        and old_values.indicator_code = new_values.indicator_code
        and old_values.category_code = new_values.category_code
    left join old_reports
        on old_reports.unit_code = coalesce(new_values.unit_code, old_values.unit_code)
        and old_reports.form_code = coalesce(new_values.form_code, old_values.form_code)
        and old_reports.period_code = coalesce(new_values.period_code, old_values.period_code)
    where old_values.value is distinct from new_values.value
),
last_day as (
    select max(end_date) as day from read_parquet($new || '/dim_periods.parquet')
),
units as (
    select unit_code, parent_unit_code, name_vi, name_en
    from read_parquet($new || '/dim_units.parquet'), last_day
    where valid_from <= day
    qualify row_number() over (partition by unit_code order by valid_from desc) = 1
),
indicators as (
    select
        indicator_code, name_vi, name_en,
        regexp_extract_all(concat_ws(' ', numerator, denominator), '[A-Za-z]\\w*') as parts
    from read_parquet($new || '/dim_indicators.parquet')
),
categories as (
    select category_code, min(name_vi) as name_vi, min(name_en) as name_en
    from read_parquet($new || '/dim_categories.parquet')
    group by category_code
    having count(distinct name_vi) = 1
),
members as (
    select distinct unit_code, total_unit_code
    from read_parquet($new || '/fct_total_members.parquet')
    where boundary = 'as_reported'
),
causes as (
    (
        select unit_code as ancestor, indicator_code, category_code, reason from reported
        union
        select members.total_unit_code, indicator_code, category_code, reason
        from reported
        inner join members on members.unit_code = reported.unit_code
    )
    union
    select units.parent_unit_code, causes.indicator_code, causes.category_code, causes.reason
    from causes
    inner join units on units.unit_code = causes.ancestor
    where units.parent_unit_code is not null
),
changed_totals as (
    select
        coalesce(new_totals.unit_code, old_totals.unit_code) as unit_code,
        coalesce(new_totals.indicator_code, old_totals.indicator_code) as indicator_code,
        coalesce(new_totals.category_code, old_totals.category_code) as category_code,
        old_totals.value as old_value,
        new_totals.value as new_value
    from (
        select * from read_parquet($old || '/fct_indicator_aggregates.parquet')
        where boundary = 'as_reported'
    ) as old_totals
    full join (
        select * from read_parquet($new || '/fct_indicator_aggregates.parquet')
        where boundary = 'as_reported'
    ) as new_totals
        on old_totals.unit_code = new_totals.unit_code
        and old_totals.indicator_code = new_totals.indicator_code
        and old_totals.category_code = new_totals.category_code
    where old_totals.value is distinct from new_totals.value
),
totals as (
    select changed_totals.*, coalesce(string_agg(distinct reason, '+'), 'restated') as reason
    from changed_totals
    left join indicators on indicators.indicator_code = changed_totals.indicator_code
    left join causes
        on causes.ancestor = changed_totals.unit_code
        and causes.category_code = changed_totals.category_code
        and (
            causes.indicator_code = changed_totals.indicator_code
            or list_contains(indicators.parts, causes.indicator_code)
        )
    -- The total of a unit with nothing below it is its own figure, listed already.
    where not exists (
        select 1 from reported
        where reported.unit_code = changed_totals.unit_code
            and reported.period_code = $period
            and reported.indicator_code = changed_totals.indicator_code
            and reported.category_code = changed_totals.category_code
            and reported.old_value is not distinct from changed_totals.old_value
            and reported.new_value is not distinct from changed_totals.new_value
    )
    group by all
),
changes as (
    select 'total' as kind, null as form_code, $period as period_code, null as submission_id, *
    from totals
    union all by name
    select 'reported' as kind, * from reported
)
select
    changes.kind,
    changes.unit_code,
    coalesce(units.name_vi, changes.unit_code) as unit_name_vi,
    coalesce(units.name_en, changes.unit_code) as unit_name_en,
    changes.form_code,
    changes.period_code,
    changes.indicator_code,
    coalesce(indicators.name_vi, changes.indicator_code) as indicator_name_vi,
    coalesce(indicators.name_en, changes.indicator_code) as indicator_name_en,
    changes.category_code,
    coalesce(categories.name_vi, changes.category_code) as category_name_vi,
    coalesce(categories.name_en, changes.category_code) as category_name_en,
    changes.old_value,
    changes.new_value,
    changes.new_value - changes.old_value as delta,
    changes.reason,
    changes.submission_id
from changes
left join units on units.unit_code = changes.unit_code
left join indicators on indicators.indicator_code = changes.indicator_code
left join categories on categories.category_code = changes.category_code
order by kind, unit_code, form_code, period_code, indicator_code, category_code
"""


@dataclass(frozen=True)
class Change:
    """One figure that differs between two editions.

    Attributes:
        kind: `reported`, what a unit sent; `total`, what was added up over units.
        period_code: that of the edition, or of a report for another period that its totals hold.
        old_value: None where the edition before had no figure.
        new_value: None where this edition has none.
        delta: new less old; None where one of them is None.
        reason: one of `REASONS`; of a total, those of the figures below it, joined by `+`.
        submission_id: the report that the new figure comes from; None for a total.
    """

    kind: str
    unit_code: str
    unit_name_vi: str
    unit_name_en: str
    form_code: str | None
    period_code: str
    indicator_code: str
    indicator_name_vi: str
    indicator_name_en: str
    category_code: str
    category_name_vi: str
    category_name_en: str
    old_value: Decimal | None
    new_value: Decimal | None
    delta: Decimal | None
    reason: str
    submission_id: str | None


def compare(old: Edition, new: Edition) -> list[Change]:
    """Return what differs between two editions of one period, ordered by unit and indicator."""
    places: dict[str, Any] = {"old": str(old.path), "new": str(new.path), "period": new.period}
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        return [Change(*row) for row in connection.execute(CHANGES, places).fetchall()]
