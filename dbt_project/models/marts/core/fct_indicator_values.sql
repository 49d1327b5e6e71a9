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
),

definitions as (
    select * from {{ ref('int_period_definitions') }}
)

select
    indicator_values.submission_id,
    indicator_values.delivery_id,
    indicator_values.sender_unit_code,
    indicator_values.unit_code,
    indicator_values.form_code,
    indicator_values.regime,
    indicator_values.period_code,
    indicator_values.indicator_code,
    indicator_values.category_code,
    coalesce(definitions.definition_version, '1') as definition_version,
    indicator_values.value_status,
    indicator_values.sheet,
    indicator_values.cell,
    indicator_values.raw_text,
    indicator_values.correction_id,
    indicator_values.reported_value,
    indicator_values.value,
    indicator_values.version,
    indicator_values.is_current,
    indicator_values.known_from,
    indicator_values.known_to
from indicator_values
left join definitions
    on
        indicator_values.indicator_code = definitions.indicator_code
        and indicator_values.period_code = definitions.period_code
