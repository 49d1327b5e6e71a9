{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
    )
}}

with scopes as (
    select * from {{ ref('int_aggregate_scopes') }}
    where {{ in_build_periods('period_code') }}
),

additive as (
    select * from {{ ref('int_additive_aggregates') }}
    where {{ in_build_periods('period_code') }}
),

rates as (
    select * from {{ ref('int_rate_aggregates') }}
    where {{ in_build_periods('period_code') }}
),

aggregates as (
    select
        unit_code,
        indicator_code,
        category_code,
        period_code,
        value,
        cast(null as decimal(18, 4)) as numerator,
        cast(null as decimal(18, 4)) as denominator,
        units_reported
    from additive
    union all
    select
        unit_code,
        indicator_code,
        category_code,
        period_code,
        value,
        numerator,
        denominator,
        units_reported
    from rates
)

select
    scopes.unit_code,
    'as_reported' as boundary,
    scopes.indicator_code,
    scopes.category_code,
    scopes.period_code,
    'reported' as time_basis,
    scopes.unit_code as exact_unit_code,
    cast(0 as decimal(9, 6)) as allocated_share,
    '1' as definition_version,
    false as is_series_break,
    aggregates.value,
    aggregates.numerator,
    aggregates.denominator,
    cast(scopes.units_expected as integer) as units_expected,
    cast(coalesce(aggregates.units_reported, 0) as integer) as units_reported
from scopes
left join aggregates
    on
        scopes.unit_code = aggregates.unit_code
        and scopes.indicator_code = aggregates.indicator_code
        and scopes.category_code = aggregates.category_code
        and scopes.period_code = aggregates.period_code
