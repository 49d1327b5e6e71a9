with report_parts as (
    select * from {{ ref('int_report_parts') }}
    where made_as = 'closing'
),

expected_reports as (
    select * from {{ ref('int_expected_reports') }}
),

successions as (
    select * from {{ ref('stg_reference__unit_successions') }}
),

reports as (
    select distinct
        unit_code,
        unit_valid_from,
        form_code,
        period_code
    from expected_reports
    union
    select distinct
        unit_code,
        unit_valid_from,
        form_code,
        period_code
    from {{ ref('int_report_parts') }}
),

closed as (
    select distinct
        unit_code,
        unit_valid_from,
        form_code,
        period_code
    from report_parts
)

select distinct
    reports.unit_code,
    reports.unit_valid_from,
    reports.form_code,
    reports.period_code
from reports
inner join successions
    on
        reports.unit_code = successions.to_unit_code
        and reports.unit_valid_from = successions.effective_date
inner join closed
    on
        successions.from_unit_code = closed.unit_code
        and successions.effective_date > closed.unit_valid_from
        and reports.form_code = closed.form_code
        and reports.period_code = closed.period_code
