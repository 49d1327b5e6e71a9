{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
        meta={'looks_back': true},
    )
}}

with rule_verdicts as (
    select * from {{ ref('int_rule_verdicts') }}
    where epoch = 0 and {{ in_build_periods('period_code', looks_back=true) }}
)

select
    rule_code,
    unit_code,
    form_code,
    period_code,
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
    known_from
from rule_verdicts
