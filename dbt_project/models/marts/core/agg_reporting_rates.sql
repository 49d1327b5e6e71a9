{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
        meta={'looks_back': true},
    )
}}

{%- set statuses = ['on_time', 'late', 'missing', 'rejected', 'not_due'] %}
{%- set summed = [
    'days_late', 'compulsory_expected', 'compulsory_filled', 'rules_evaluated', 'rules_passed',
] %}

with reporting_status as (
    select * from {{ ref('fct_reporting_status') }}
    where {{ in_build_periods('period_code', looks_back=true) }}
),

unexpected_receipts as (
    select * from {{ ref('int_unexpected_receipts') }}
    where {{ in_build_periods('period_code', looks_back=true) }}
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
        status = 'on_time' as is_on_time,
        status in ('on_time', 'late') and compulsory_filled = compulsory_expected as is_filled,
        coalesce(days_late, 0) as days_late,
        compulsory_expected,
        compulsory_filled,
        rules_evaluated,
        rules_evaluated - rules_failed as rules_passed,
        binding_failed = 0 as is_passed
    from reporting_status
    union all
    select
        unit_code,
        form_code,
        period_code,
        regime,
        'unexpected' as status,
        false as is_expected,
        is_on_time,
        false as is_filled,
        {%- for column in summed %}
        0 as {{ column }},
        {%- endfor %}
        false as is_passed
    from unexpected_receipts
),

counts as (
    select
        unit_ancestors.ancestor_unit_code as unit_code,
        reports.form_code,
        reports.period_code,
        count(*) filter (where reports.is_expected) as expected,
        count(*) filter (where reports.status in ('on_time', 'late')) as received,
        {%- for status in statuses %}
        count(*) filter (where reports.status = '{{ status }}') as {{ status }},
        {%- endfor %}
        count(*) filter (where not reports.is_expected) as unexpected,
        count(*) filter (where not reports.is_expected and reports.is_on_time)
            as unexpected_on_time,
        {%- for column in summed %}
        cast(sum(reports.{{ column }}) as bigint) as {{ column }},
        {%- endfor %}
        count(*) filter (where reports.is_filled) as reports_filled,
        count(*) filter (where reports.is_filled and reports.is_passed) as reports_passed
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
    {%- for column in statuses + ['unexpected', 'reports_filled', 'reports_passed'] + summed %}
    {{ column }},
    {%- endfor %}
    {{ ratio_half_up('received', 'expected', 2) }} as completeness,
    {{ ratio_half_up('received + unexpected', 'expected', 2) }} as completeness_raw,
    {{ ratio_half_up('reports_filled', 'expected', 2) }} as completeness_filled,
    {{ ratio_half_up('reports_passed', 'expected', 2) }} as completeness_passed,
    {{ ratio_half_up('compulsory_filled', 'compulsory_expected', 2) }} as filled_share,
    {{ ratio_half_up('rules_passed', 'rules_evaluated', 2) }} as passed_share,
    {{ ratio_half_up('on_time', 'expected', 2) }} as timeliness,
    {{ ratio_half_up('on_time + unexpected_on_time', 'expected', 2) }} as timeliness_raw
from counts
where expected > 0
