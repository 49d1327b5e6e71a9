{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
    )
}}

with indicator_values as (
    select * from {{ ref('int_indicator_values') }}
    where {{ in_build_periods('period_code') }}
)

select
    submission_id,
    delivery_id,
    sender_unit_code,
    unit_code,
    form_code,
    regime,
    period_code,
    indicator_code,
    category_code,
    value_status,
    sheet,
    cell,
    raw_text,
    correction_id,
    reported_value,
    value,
    version,
    is_current,
    known_from,
    known_to
from indicator_values
