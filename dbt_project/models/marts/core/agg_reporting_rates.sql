{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
    )
}}

with reporting_status as (
    select * from {{ ref('fct_reporting_status') }}
    where {{ in_build_periods('period_code') }}
),

unexpected_receipts as (
    select * from {{ ref('int_unexpected_receipts') }}
    where {{ in_build_periods('period_code') }}
),

unit_ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
),

periods_observed as (
    select * from {{ ref('int_periods_observed') }}
),

reports as (
    select
        unit_code,
        form_code,
        period_code,
        regime,
        status,
        true as is_expected,
        status = 'on_time' as is_on_time
    from reporting_status
    union all
    select
        unit_code,
        form_code,
        period_code,
        regime,
        'unexpected' as status,
        false as is_expected,
        is_on_time
    from unexpected_receipts
),

counts as (
    select
        unit_ancestors.ancestor_unit_code as unit_code,
        reports.form_code,
        reports.period_code,
        count(*) filter (where reports.is_expected) as expected,
        count(*) filter (where reports.status in ('on_time', 'late')) as received,
        count(*) filter (where reports.status = 'on_time') as on_time,
        count(*) filter (where reports.status = 'late') as late,
        count(*) filter (where reports.status = 'missing') as missing,
        count(*) filter (where reports.status = 'rejected') as rejected,
        count(*) filter (where reports.status = 'not_due') as not_due,
        count(*) filter (where not reports.is_expected) as unexpected,
        count(*) filter (where not reports.is_expected and reports.is_on_time) as unexpected_on_time
    from reports
    inner join periods_observed
        on reports.period_code = periods_observed.period_code
    inner join unit_ancestors
        on
            reports.regime = unit_ancestors.regime
            and reports.period_code = unit_ancestors.period_code
            and reports.unit_code = unit_ancestors.unit_code
    group by
        unit_ancestors.ancestor_unit_code,
        reports.form_code,
        reports.period_code
)

select
    unit_code,
    form_code,
    period_code,
    expected,
    received,
    on_time,
    late,
    missing,
    rejected,
    not_due,
    unexpected,
    {{ ratio_half_up('received', 'expected', 2) }} as completeness,
    {{ ratio_half_up('received + unexpected', 'expected', 2) }} as completeness_raw,
    {{ ratio_half_up('on_time', 'expected', 2) }} as timeliness,
    {{ ratio_half_up('on_time + unexpected_on_time', 'expected', 2) }} as timeliness_raw
from counts
where expected > 0
