{{ config(materialized='table') }}

with expected_reports as (
    select * from {{ ref('stg_reference__expected_reports') }}
),

periods as (
    select * from {{ ref('stg_reference__periods') }}
)

select
    expected_reports.unit_code,
    expected_reports.unit_valid_from,
    expected_reports.unit_type,
    expected_reports.form_code,
    expected_reports.form_version,
    expected_reports.period_code,
    expected_reports.regime,
    periods.period_type,
    periods.period_no,
    periods.reporting_year,
    expected_reports.sender_unit_code,
    periods.start_date,
    periods.end_date,
    greatest(periods.start_date, expected_reports.unit_valid_from) as window_start_date,
    expected_reports.due_date
from expected_reports
inner join periods
    on
        expected_reports.regime = periods.regime
        and expected_reports.period_code = periods.period_code
