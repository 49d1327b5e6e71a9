{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
        meta={'looks_back': true},
    )
}}

with report_status_spans as (
    select * from {{ ref('int_report_status_spans') }}
    where {{ in_build_periods('period_code', looks_back=true) }}
)

select
    unit_code,
    form_code,
    period_code,
    status,
    days_late,
    known_from,
    known_to
from report_status_spans
