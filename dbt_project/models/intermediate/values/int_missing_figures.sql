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

scopes as (
    select * from {{ ref('int_additive_scopes') }}
),

-- Read a second time below: what is named once is not kept whole.
unit_values as (
    select * from {{ ref('int_unit_values') }}
    where {{ in_build_periods('period_code') }}
),

unit_values_again as (
    select * from {{ ref('int_unit_values') }}
    where {{ in_build_periods('period_code') }}
),

owed as (
    select
        scope_code,
        count(*) as figures
    from scopes
    group by scope_code
),

given as (
    select
        unit_code,
        unit_valid_from,
        scope_code,
        count(*) as figures
    from unit_values
    group by unit_code, unit_valid_from, scope_code
),

-- Most reports are whole, and need not be looked through figure by figure.
incomplete as (
    select owed_reports.*
    from owed_reports
    inner join owed
        on owed_reports.scope_code = owed.scope_code
    left join given
        on
            owed_reports.unit_code = given.unit_code
            and owed_reports.unit_valid_from = given.unit_valid_from
            and owed_reports.scope_code = given.scope_code
    where coalesce(given.figures, 0) < owed.figures
),

found as (
    select
        unit_values_again.unit_code,
        unit_values_again.unit_valid_from,
        unit_values_again.scope_code,
        unit_values_again.indicator_code,
        unit_values_again.category_code
    from unit_values_again
    inner join incomplete
        on
            unit_values_again.unit_code = incomplete.unit_code
            and unit_values_again.unit_valid_from = incomplete.unit_valid_from
            and unit_values_again.scope_code = incomplete.scope_code
)

select
    incomplete.unit_code,
    incomplete.unit_valid_from,
    incomplete.form_code,
    incomplete.regime,
    incomplete.period_code,
    incomplete.scope_code,
    incomplete.is_closing,
    incomplete.is_opening_replaced,
    scopes.time_basis,
    scopes.indicator_code,
    scopes.category_code
from incomplete
inner join scopes
    on incomplete.scope_code = scopes.scope_code
left join found
    on
        incomplete.unit_code = found.unit_code
        and incomplete.unit_valid_from = found.unit_valid_from
        and incomplete.scope_code = found.scope_code
        and scopes.indicator_code = found.indicator_code
        and scopes.category_code = found.category_code
where found.unit_code is null
