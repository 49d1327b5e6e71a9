{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
        meta={'looks_back': true},
    )
}}

with reports as (
    select * from {{ ref('fct_reporting_status') }}
    where {{ in_build_periods('period_code', looks_back=true) }}
),

-- Every flag of a check has to be explained or waived before the check counts no more.
checks as (
    select
        flags.unit_code,
        flags.form_code,
        flags.period_code,
        flags.check_code,
        duties.param_status,
        max(flags.importance) as importance,
        count(case when {{ is_binding_flag('flags.') }} then 1 end) as binding_flags,
        count(case when flags.status = 'open' then 1 end) as open_flags,
        count(case when flags.status in ('explained', 'waived') then 1 end) as settled_flags,
        count(case when flags.status = 'open' and {{ asks_to_check('flags.') }} then 1 end)
            as flags_to_check
    from {{ ref('fct_quality_flags') }} as flags
    left join {{ ref('stg_rules__rules') }} as duties
        on flags.check_code = duties.rule_code
    where {{ in_build_periods('flags.period_code', looks_back=true) }}
    group by
        flags.unit_code,
        flags.form_code,
        flags.period_code,
        flags.check_code,
        duties.param_status
),

settled as (
    select
        unit_code,
        form_code,
        period_code,
        max(case when open_flags = 0 and settled_flags > 0 then param_status end) as duty_settled,
        sum(case
            when open_flags = 0 and settled_flags > 0 and binding_flags > 0 then importance else 0
        end) as weight_settled,
        -- A blank cell that need not be filled in: the finding stands for one.
        sum(case when check_code = 'REP03' then settled_flags else 0 end) as cells_settled,
        sum(settled_flags) as settled_flags,
        sum(flags_to_check) as flags_to_check
    from checks
    group by unit_code, form_code, period_code
),

owed as (
    select
        reports.*,
        case
            when reports.status = 'not_due' then 0
            when reports.status = 'missing' and settled.duty_settled = 'missing' then 0
            else 1
        end as reports_owed,
        case when reports.status = 'late' and settled.duty_settled = 'late' then 1 else 0 end
            as late_settled,
        coalesce(settled.weight_settled, 0) as weight_settled,
        coalesce(settled.cells_settled, 0) as cells_settled,
        coalesce(settled.settled_flags, 0) as settled_flags,
        coalesce(settled.flags_to_check, 0) as flags_to_check
    from reports
    left join settled
        on
            reports.unit_code = settled.unit_code
            and reports.form_code = settled.form_code
            and reports.period_code = settled.period_code
)

select
    unit_code,
    unit_type,
    form_code,
    period_code,
    regime,
    period_type,
    end_date,
    status,
    reports_owed,
    case when submission_id is not null then reports_owed else 0 end as reports_submitted,
    reports_owed - late_settled as timely_owed,
    case when status = 'on_time' then reports_owed else 0 end as timely,
    reports_owed * greatest(compulsory_filled, compulsory_expected - cells_settled) as cells_owed,
    reports_owed * compulsory_filled as cells_filled,
    reports_owed * greatest(weight_passed, weight_owed - weight_settled) as weight_owed,
    reports_owed * weight_passed as weight_passed,
    binding_failed,
    flags_to_check,
    settled_flags,
    days_late
from owed
