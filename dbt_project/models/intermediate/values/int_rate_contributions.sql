{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
    )
}}

with unit_values as (
    select * from {{ ref('int_unit_values') }}
    where {{ in_build_periods('period_code') }}
),

rate_parts as (
    select * from {{ ref('int_rate_parts') }}
),

rate_scopes as (
    select * from {{ ref('int_rate_scopes') }}
),

amounts as (
    select
        unit_values.unit_code,
        unit_values.unit_valid_from,
        unit_values.form_code,
        unit_values.regime,
        unit_values.period_code,
        unit_values.is_closing,
        unit_values.is_opening_replaced,
        rate_scopes.indicator_code,
        rate_scopes.category_code,
        rate_scopes.parts_owed,
        rate_parts.role,
        rate_parts.is_opening,
        rate_parts.component_bit,
        cast(rate_parts.coefficient * unit_values.value as decimal(18, 4)) as amount
    from unit_values
    inner join rate_parts
        on unit_values.indicator_code = rate_parts.component_code
    inner join rate_scopes
        on
            unit_values.scope_code = rate_scopes.scope_code
            and rate_parts.indicator_code = rate_scopes.indicator_code
            and unit_values.category_code = rate_scopes.category_code
)

select
    unit_code,
    unit_valid_from,
    form_code,
    regime,
    period_code,
    is_closing,
    is_opening_replaced,
    indicator_code,
    category_code,
    cast(
        sum(case when role = 'numerator' and not is_opening then amount else 0 end)
        as decimal(18, 4)
    ) as numerator,
    cast(
        sum(case when role = 'denominator' and not is_opening then amount else 0 end)
        as decimal(18, 4)
    ) as denominator,
    cast(sum(case when not is_opening then component_bit else 0 end) as integer) as bits,
    cast(
        sum(case when role = 'numerator' and is_opening then amount else 0 end) as decimal(18, 4)
    ) as opening_numerator,
    cast(
        sum(case when role = 'denominator' and is_opening then amount else 0 end) as decimal(18, 4)
    ) as opening_denominator,
    cast(sum(case when is_opening then component_bit else 0 end) as integer) as opening_bits
from amounts
group by
    unit_code,
    unit_valid_from,
    form_code,
    regime,
    period_code,
    is_closing,
    is_opening_replaced,
    indicator_code,
    category_code
having count(*) = max(parts_owed)
