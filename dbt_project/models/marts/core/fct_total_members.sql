{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
    )
}}

with members as (
    select * from {{ ref('int_total_members') }}
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
    keeps_opening
from members
