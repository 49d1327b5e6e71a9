with receipts as (
    select * from {{ ref('int_report_receipts') }}
),

expected_reports as (
    select * from {{ ref('int_expected_reports') }}
),

periods as (
    select * from {{ ref('stg_reference__periods') }}
)

select
    receipts.unit_code,
    receipts.form_code,
    receipts.period_code,
    receipts.regime,
    receipts.first_received_date <= periods.due_date as is_on_time
from receipts
inner join periods
    on
        receipts.regime = periods.regime
        and receipts.period_code = periods.period_code
left join expected_reports
    on
        receipts.unit_code = expected_reports.unit_code
        and receipts.form_code = expected_reports.form_code
        and receipts.period_code = expected_reports.period_code
where expected_reports.unit_code is null
