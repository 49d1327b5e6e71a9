{{ config(materialized='table') }}

with additive_scopes as (
    select * from {{ ref('int_additive_scopes') }}
),

rate_scopes as (
    select * from {{ ref('int_rate_scopes') }}
),

indicators as (
    select * from {{ ref('stg_reference__indicators') }}
),

rates as (
    select distinct
        indicator_code,
        succession_basis
    from {{ ref('int_rate_parts') }}
)

select
    additive_scopes.scope_code,
    additive_scopes.indicator_code,
    additive_scopes.category_code,
    additive_scopes.time_basis,
    indicators.succession_basis as basis,
    indicators.agg_periods = 'first' as is_opening,
    false as is_rate
from additive_scopes
inner join indicators
    on additive_scopes.indicator_code = indicators.indicator_code
union all
select
    rate_scopes.scope_code,
    rate_scopes.indicator_code,
    rate_scopes.category_code,
    rate_scopes.time_basis,
    rates.succession_basis as basis,
    false as is_opening,
    true as is_rate
from rate_scopes
inner join rates
    on rate_scopes.indicator_code = rates.indicator_code
