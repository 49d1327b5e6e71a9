{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
        meta={'looks_back': true},
    )
}}

with report_statuses as (
    select * from {{ ref('int_report_statuses') }}
    where {{ in_build_periods('period_code', looks_back=true) }}
),

status_spans as (
    select * from {{ ref('int_report_status_spans') }}
    where known_to is null and {{ in_build_periods('period_code', looks_back=true) }}
),

compulsory_items as (
    select * from {{ ref('int_compulsory_items') }}
),

compulsory_values as (
    select * from {{ ref('int_compulsory_values') }}
),

verdicts as (
    select
        verdicts.unit_code,
        verdicts.form_code,
        verdicts.period_code,
        count(*) filter (where verdicts.verdict <> 'not_applicable') as rules_evaluated,
        count(*) filter (where verdicts.verdict = 'fail') as rules_failed,
        count(*) filter (where {{ is_binding() }} and verdicts.verdict <> 'not_applicable')
            as binding_evaluated,
        count(*) filter (where {{ is_binding() }} and verdicts.verdict = 'fail') as binding_failed,
        sum(checks.importance) filter (
            where
            {{ is_binding() }}
            and (
                verdicts.verdict <> 'not_applicable'
                or verdicts.not_applicable_reason = 'no_report'
            )
        ) as weight_owed,
        sum(checks.importance) filter (where {{ is_binding() }} and verdicts.verdict = 'pass')
            as weight_passed
    from {{ ref('fct_rule_verdicts') }} as verdicts
    inner join {{ ref('dim_checks') }} as checks
        on verdicts.rule_code = checks.check_code
    where {{ in_build_periods('verdicts.period_code', looks_back=true) }}
    group by verdicts.unit_code, verdicts.form_code, verdicts.period_code
)

select
    report_statuses.unit_code,
    report_statuses.unit_type,
    report_statuses.form_code,
    report_statuses.form_version,
    report_statuses.period_code,
    report_statuses.regime,
    report_statuses.period_type,
    report_statuses.sender_unit_code,
    report_statuses.submission_id,
    report_statuses.status,
    report_statuses.days_late,
    report_statuses.accepted_versions,
    report_statuses.refusals,
    coalesce(compulsory_items.compulsory_items, 0) as compulsory_expected,
    coalesce(compulsory_values.compulsory_filled, 0) as compulsory_filled,
    coalesce(verdicts.rules_evaluated, 0) as rules_evaluated,
    coalesce(verdicts.rules_failed, 0) as rules_failed,
    coalesce(verdicts.binding_evaluated, 0) as binding_evaluated,
    coalesce(verdicts.binding_failed, 0) as binding_failed,
    cast(coalesce(verdicts.weight_owed, 0) as integer) as weight_owed,
    cast(coalesce(verdicts.weight_passed, 0) as integer) as weight_passed,
    report_statuses.end_date,
    report_statuses.due_date,
    report_statuses.received_at,
    status_spans.known_from
from report_statuses
left join compulsory_items
    on
        report_statuses.form_code = compulsory_items.form_code
        and report_statuses.form_version = compulsory_items.form_version
        and report_statuses.unit_type = compulsory_items.unit_type
        and report_statuses.period_type = compulsory_items.period_type
left join compulsory_values
    on
        report_statuses.unit_code = compulsory_values.unit_code
        and report_statuses.form_code = compulsory_values.form_code
        and report_statuses.period_code = compulsory_values.period_code
left join verdicts
    on
        report_statuses.unit_code = verdicts.unit_code
        and report_statuses.form_code = verdicts.form_code
        and report_statuses.period_code = verdicts.period_code
left join status_spans
    on
        report_statuses.unit_code = status_spans.unit_code
        and report_statuses.form_code = status_spans.form_code
        and report_statuses.period_code = status_spans.period_code
        and report_statuses.status = status_spans.status
