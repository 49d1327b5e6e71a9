with expected_reports as (
    select * from {{ ref('int_expected_reports') }}
),

receipts as (
    select * from {{ ref('int_report_receipts') }}
),

refusals as (
    select * from {{ ref('int_report_refusals') }}
)

select
    expected_reports.unit_code,
    expected_reports.unit_valid_from,
    expected_reports.unit_type,
    expected_reports.form_code,
    expected_reports.form_version,
    expected_reports.period_code,
    expected_reports.regime,
    expected_reports.period_type,
    expected_reports.sender_unit_code,
    receipts.submission_id,
    case
        when receipts.first_received_date <= expected_reports.due_date then 'on_time'
        when receipts.first_received_date is not null then 'late'
        when refusals.refusals > 0 and refusals.released_at is null then 'rejected'
        when expected_reports.due_date < {{ today() }} then 'missing'
        else 'not_due'
    end as status,
    case
        when receipts.first_received_date > expected_reports.due_date
            then {{ dbt.datediff(
                'expected_reports.due_date', 'receipts.first_received_date', 'day'
            ) }}
    end as days_late,
    coalesce(receipts.accepted_versions, 0) as accepted_versions,
    coalesce(refusals.refusals, 0) as refusals,
    expected_reports.end_date,
    expected_reports.due_date,
    receipts.first_received_date,
    receipts.first_received_at,
    refusals.first_refused_at,
    refusals.released_at,
    coalesce(
        receipts.first_received_at,
        case when refusals.released_at is null then refusals.last_refused_at end
    ) as received_at
from expected_reports
left join receipts
    on
        expected_reports.unit_code = receipts.unit_code
        and expected_reports.form_code = receipts.form_code
        and expected_reports.period_code = receipts.period_code
left join refusals
    on
        expected_reports.unit_code = refusals.unit_code
        and expected_reports.form_code = refusals.form_code
        and expected_reports.period_code = refusals.period_code
