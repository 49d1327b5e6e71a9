{{ config(materialized='table') }}

with additive_scopes as (
    select * from {{ ref('int_additive_scopes') }}
),

rate_parts as (
    select * from {{ ref('int_rate_parts') }}
),

component_scopes as (
    select
        additive_scopes.period_type,
        additive_scopes.scope_code,
        additive_scopes.time_basis,
        rate_parts.indicator_code,
        additive_scopes.category_code,
        rate_parts.component_bit,
        rate_parts.numerator_bits + rate_parts.denominator_bits as all_bits
    from additive_scopes
    inner join rate_parts
        on additive_scopes.indicator_code = rate_parts.component_code
),

-- A rate exists in a category only where somebody gives each of its components in that category.
complete_categories as (
    select
        indicator_code,
        category_code,
        period_type
    from component_scopes
    where time_basis is not null
    group by indicator_code, category_code, period_type
    having bit_or(component_bit) = max(all_bits)
)

select
    component_scopes.scope_code,
    component_scopes.indicator_code,
    component_scopes.category_code,
    component_scopes.time_basis,
    count(*) as parts_owed
from component_scopes
inner join complete_categories
    on
        component_scopes.indicator_code = complete_categories.indicator_code
        and component_scopes.category_code = complete_categories.category_code
        and component_scopes.period_type = complete_categories.period_type
group by
    component_scopes.scope_code,
    component_scopes.indicator_code,
    component_scopes.category_code,
    component_scopes.time_basis
