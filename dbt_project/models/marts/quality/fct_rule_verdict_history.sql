{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
        meta={'looks_back': true},
    )
}}

with past_verdicts as (
    select * from {{ ref('int_rule_verdicts') }}
    where
        epoch > 0
        and submission_id is not null
        and {{ in_build_periods('period_code', looks_back=true) }}
),

present_verdicts as (
    select * from {{ ref('fct_rule_verdicts') }}
    where submission_id is not null and {{ in_build_periods('period_code', looks_back=true) }}
)

select
    rule_code,
    unit_code,
    form_code,
    period_code,
    epoch,
    check_kind,
    verdict,
    not_applicable_reason,
    part_code,
    indicator_code,
    category_code,
    submission_id,
    severity,
    left_value,
    right_value,
    imbalance,
    parts_expected,
    parts_failed,
    parts_passed,
    known_from,
    known_to
from past_verdicts
union all
select
    rule_code,
    unit_code,
    form_code,
    period_code,
    0 as epoch,
    check_kind,
    verdict,
    not_applicable_reason,
    part_code,
    indicator_code,
    category_code,
    submission_id,
    severity,
    left_value,
    right_value,
    imbalance,
    parts_expected,
    parts_failed,
    parts_passed,
    known_from,
    cast(null as {{ type_instant() }}) as known_to
from present_verdicts
