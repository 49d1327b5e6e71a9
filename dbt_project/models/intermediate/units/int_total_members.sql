{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
    )
}}

with members as (
    select
        boundary,
        basis,
        unit_code,
        unit_valid_from,
        regime,
        period_code,
        is_closing,
        total_unit_code,
        keeps_opening
    from {{ ref('int_reported_members') }}
    where {{ in_build_periods('period_code') }}
    union all
    select
        boundary,
        basis,
        unit_code,
        unit_valid_from,
        regime,
        period_code,
        is_closing,
        total_unit_code,
        keeps_opening
    from {{ ref('int_restated_members') }}
    where {{ in_build_periods('period_code') }}
)

select
    boundary,
    basis,
    unit_code,
    unit_valid_from,
    regime,
    period_code,
    is_closing,
    total_unit_code,
    keeps_opening,
    count(*) over (partition by boundary, basis, period_code, total_unit_code) = 1 as is_only_one
from members
