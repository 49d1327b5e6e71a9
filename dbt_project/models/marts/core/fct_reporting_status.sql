{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
        meta={'looks_back': true},
    )
}}

with expected_reports as (
    select * from {{ ref('int_expected_reports') }}
    where {{ in_build_periods('period_code', looks_back=true) }}
),

receipts as (
    select * from {{ ref('int_report_receipts') }}
),

refusals as (
    select * from {{ ref('int_report_refusals') }}
),

compulsory_items as (
    select * from {{ ref('int_compulsory_items') }}
),

compulsory_values as (
    select * from {{ ref('int_compulsory_values') }}
),

verdicts as (
    select
        unit_code,
        form_code,
        period_code,
        count(*) filter (where verdict <> 'not_applicable') as rules_evaluated,
        count(*) filter (where verdict = 'fail') as rules_failed
    from {{ ref('fct_rule_verdicts') }}
    where {{ in_build_periods('period_code', looks_back=true) }}
    group by unit_code, form_code, period_code
)

select
    expected_reports.unit_code,
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
        when refusals.refusals is not null then 'rejected'
        when expected_reports.due_date < {{ today() }} then 'missing'
        else 'not_due'
    end as status,
    case
        when receipts.first_received_date > expected_reports.due_date
            then {{ days_between('expected_reports.due_date', 'receipts.first_received_date') }}
    end as days_late,
    coalesce(receipts.accepted_versions, 0) as accepted_versions,
    coalesce(refusals.refusals, 0) as refusals,
    coalesce(compulsory_items.compulsory_items, 0) as compulsory_expected,
    coalesce(compulsory_values.compulsory_filled, 0) as compulsory_filled,
    coalesce(verdicts.rules_evaluated, 0) as rules_evaluated,
    coalesce(verdicts.rules_failed, 0) as rules_failed,
    expected_reports.end_date,
    expected_reports.due_date,
    coalesce(receipts.first_received_at, refusals.last_refused_at) as received_at
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
left join compulsory_items
    on
        expected_reports.form_code = compulsory_items.form_code
        and expected_reports.form_version = compulsory_items.form_version
        and expected_reports.unit_type = compulsory_items.unit_type
        and expected_reports.period_type = compulsory_items.period_type
left join compulsory_values
    on
        expected_reports.unit_code = compulsory_values.unit_code
        and expected_reports.form_code = compulsory_values.form_code
        and expected_reports.period_code = compulsory_values.period_code
left join verdicts
    on
        expected_reports.unit_code = verdicts.unit_code
        and expected_reports.form_code = verdicts.form_code
        and expected_reports.period_code = verdicts.period_code
