{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
    )
}}

with scopes as (
    select * from {{ ref('int_total_scopes') }}
    where {{ in_build_periods('period_code') }}
),

group_shares as (
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
        scopes.unit_code,
        scopes.boundary,
        scopes.indicator_code,
        scopes.category_code,
        scopes.period_code,
        scopes.time_basis,
        scopes.unit_code as exact_unit_code,
        cast(0 as decimal(9, 6)) as allocated_share,
        totals.value,
        totals.numerator,
        totals.denominator,
        scopes.units_expected,
        coalesce(totals.units_reported, 0) as units_reported
    from scopes
    left join totals
        on
            scopes.boundary = totals.boundary
            and scopes.unit_code = totals.unit_code
            and scopes.indicator_code = totals.indicator_code
            and scopes.category_code = totals.category_code
            and scopes.period_code = totals.period_code
    where
        scopes.boundary = 'as_reported'
        or not exists (
            select 1
            from group_shares
            where
                scopes.unit_code = group_shares.unit_code
                and scopes.indicator_code = group_shares.indicator_code
                and scopes.category_code = group_shares.category_code
                and scopes.period_code = group_shares.period_code
        )
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
