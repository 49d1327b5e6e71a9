{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
    )
}}

with report_parts as (
    select * from {{ ref('int_report_parts') }}
    where {{ in_build_periods('period_code') }}
),

owed_reports as (
    select * from {{ ref('int_owed_reports') }}
    where made_as <> 'report' and {{ in_build_periods('period_code') }}
),

values_counted as (
    select * from {{ ref('int_values_counted') }}
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
    owed_reports.is_closing,
    owed_reports.is_opening_replaced,
    scopes.time_basis,
    scopes.indicator_code,
    scopes.category_code,
    cast(sum(values_counted.value) as decimal(18, 4)) as value
from report_parts
inner join owed_reports
    on
        report_parts.unit_code = owed_reports.unit_code
        and report_parts.form_code = owed_reports.form_code
        and report_parts.period_code = owed_reports.period_code
        and report_parts.made_as = owed_reports.made_as
inner join scopes
    on owed_reports.scope_code = scopes.scope_code
inner join indicators
    on scopes.indicator_code = indicators.indicator_code
inner join values_counted
    on
        report_parts.unit_code = values_counted.unit_code
        and report_parts.form_code = values_counted.form_code
        and report_parts.part_period_code = values_counted.period_code
        and scopes.indicator_code = values_counted.indicator_code
        and scopes.category_code = values_counted.category_code
where {{ is_part_used() }}
group by
    owed_reports.unit_code,
    owed_reports.unit_valid_from,
    owed_reports.form_code,
    owed_reports.regime,
    owed_reports.period_code,
    owed_reports.scope_code,
    owed_reports.is_closing,
    owed_reports.is_opening_replaced,
    scopes.time_basis,
    scopes.indicator_code,
    scopes.category_code
having count(*) = max({{ parts_needed() }})
