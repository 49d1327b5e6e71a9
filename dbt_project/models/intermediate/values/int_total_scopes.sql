{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
    )
}}

with owed_reports as (
    select * from {{ ref('int_owed_reports') }}
    where {{ in_build_periods('period_code') }}
),

members as (
    select * from {{ ref('int_total_members') }}
    where {{ in_build_periods('period_code') }}
),

figure_scopes as (
    select * from {{ ref('int_figure_scopes') }}
),

-- Units are counted before they meet the items, which are many.
units_due as (
    select
        members.boundary,
        members.basis,
        members.total_unit_code,
        members.period_code,
        owed_reports.scope_code,
        owed_reports.is_opening_replaced and not members.keeps_opening as drops_opening,
        count(*) as units_due
    from members
    inner join owed_reports
        on
            members.unit_code = owed_reports.unit_code
            and members.unit_valid_from = owed_reports.unit_valid_from
            and members.regime = owed_reports.regime
            and members.period_code = owed_reports.period_code
            and members.is_closing = owed_reports.is_closing
    group by
        members.boundary,
        members.basis,
        members.total_unit_code,
        members.period_code,
        owed_reports.scope_code,
        owed_reports.is_opening_replaced and not members.keeps_opening
)

select
    units_due.boundary,
    units_due.total_unit_code as unit_code,
    figure_scopes.indicator_code,
    figure_scopes.category_code,
    units_due.period_code,
    coalesce(min(figure_scopes.time_basis), 'derived') as time_basis,
    sum(units_due.units_due) as units_expected
from units_due
inner join figure_scopes
    on
        units_due.scope_code = figure_scopes.scope_code
        and units_due.basis = figure_scopes.basis
where not (units_due.drops_opening and figure_scopes.is_opening)
group by
    units_due.boundary,
    units_due.total_unit_code,
    figure_scopes.indicator_code,
    figure_scopes.category_code,
    units_due.period_code
