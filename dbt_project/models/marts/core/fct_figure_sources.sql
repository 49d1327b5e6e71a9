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

report_parts as (
    select * from {{ ref('int_report_parts') }}
    where {{ in_build_periods('period_code') }}
)

select
    owed_reports.unit_code,
    owed_reports.unit_valid_from,
    owed_reports.form_code,
    owed_reports.regime,
    owed_reports.period_code,
    owed_reports.made_as,
    owed_reports.is_closing,
    owed_reports.is_opening_replaced,
    owed_reports.scope_code,
    coalesce(report_parts.part_period_code, owed_reports.period_code) as part_period_code,
    coalesce(report_parts.part_no, 1) as part_no,
    coalesce(report_parts.part_no = report_parts.first_part_no, true) as is_first,
    coalesce(report_parts.part_no = report_parts.last_part_no, true) as is_last
from owed_reports
left join report_parts
    on
        owed_reports.unit_code = report_parts.unit_code
        and owed_reports.form_code = report_parts.form_code
        and owed_reports.period_code = report_parts.period_code
        and owed_reports.made_as = report_parts.made_as
