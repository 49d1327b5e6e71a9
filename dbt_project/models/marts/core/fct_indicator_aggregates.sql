{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
    )
}}

with group_shares as (
    select * from {{ ref('int_group_shares') }}
    where {{ in_build_periods('period_code') }}
),

definitions as (
    select * from {{ ref('int_period_definitions') }}
),

totals as (
    select * from {{ ref('int_totals') }}
    where {{ in_build_periods('period_code') }}
),

figures as (
    select
        totals.unit_code,
        totals.boundary,
        totals.indicator_code,
        totals.category_code,
        totals.period_code,
        totals.time_basis,
        totals.unit_code as exact_unit_code,
        cast(0 as decimal(9, 6)) as allocated_share,
        totals.value,
        totals.numerator,
        totals.denominator,
        totals.units_expected,
        totals.units_reported
    from totals
    -- The condition on one side stands within a key, by which DuckDB joins.
    left join group_shares
        on
            case when totals.boundary = 'current' then totals.unit_code end = group_shares.unit_code
            and totals.indicator_code = group_shares.indicator_code
            and totals.category_code = group_shares.category_code
            and totals.period_code = group_shares.period_code
    where group_shares.unit_code is null
    union all
    select
        unit_code,
        'current' as boundary,
        indicator_code,
        category_code,
        period_code,
        time_basis,
        group_code as exact_unit_code,
        allocated_share,
        cast(null as decimal(18, 4)) as value,
        cast(null as decimal(18, 4)) as numerator,
        cast(null as decimal(18, 4)) as denominator,
        units_expected,
        units_reported
    from group_shares
)

select
    figures.unit_code,
    figures.boundary,
    figures.indicator_code,
    figures.category_code,
    figures.period_code,
    figures.time_basis,
    figures.exact_unit_code,
    figures.allocated_share,
    coalesce(definitions.definition_version, '1') as definition_version,
    coalesce(definitions.is_series_break, false) as is_series_break,
    figures.value,
    figures.numerator,
    figures.denominator,
    cast(figures.units_expected as integer) as units_expected,
    cast(figures.units_reported as integer) as units_reported
from figures
left join definitions
    on
        figures.indicator_code = definitions.indicator_code
        and figures.period_code = definitions.period_code
