{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
    )
}}

with indicator_values as (
    select
        unit_code,
        form_code,
        period_code,
        indicator_code,
        category_code,
        value
    from {{ ref('int_indicator_values') }}
    where
        is_current
        and value is not null
        and value_status in ('reported', 'zero', 'estimated', 'corrected')
        and {{ in_build_periods('period_code') }}
),

owed_reports as (
    select * from {{ ref('int_owed_reports') }}
    where made_as = 'report'
),

scopes as (
    select * from {{ ref('int_additive_scopes') }}
),

indicators as (
    select * from {{ ref('stg_reference__indicators') }}
)

select
    owed_reports.unit_code,
    owed_reports.unit_valid_from,
    owed_reports.form_code,
    owed_reports.regime,
    owed_reports.period_code,
    owed_reports.scope_code,
    owed_reports.is_opening_replaced,
    scopes.time_basis,
    scopes.indicator_code,
    scopes.category_code,
    cast(
        case
            when indicators.kind <> 'boolean' then indicator_values.value
            when indicator_values.value > 0 then 1
            else 0
        end as decimal(18, 4)
    ) as value
from indicator_values
inner join owed_reports
    on
        indicator_values.unit_code = owed_reports.unit_code
        and indicator_values.form_code = owed_reports.form_code
        and indicator_values.period_code = owed_reports.period_code
inner join scopes
    on
        owed_reports.scope_code = scopes.scope_code
        and indicator_values.indicator_code = scopes.indicator_code
        and indicator_values.category_code = scopes.category_code
inner join indicators
    on scopes.indicator_code = indicators.indicator_code
