-- Small, and asked for by every page.
{{ config(materialized='table') }}

with reporting_status as (
    select * from {{ ref('fct_reporting_status') }}
),

report_units as (
    {{ report_units() }}
),

grouped as (
    select
        reporting_status.period_code,
        reporting_status.form_code,
        coalesce(report_units.group_code, '_U') as group_code,
        report_units.group_name_vi,
        report_units.group_name_en,
        report_units.group_sort,
        reporting_status.status,
        reporting_status.compulsory_expected,
        reporting_status.compulsory_filled,
        reporting_status.rules_evaluated,
        reporting_status.rules_failed,
        coalesce(reporting_status.days_late, 0) as days_late,
        reporting_status.status in ('on_time', 'late')
        and reporting_status.compulsory_filled = reporting_status.compulsory_expected as is_filled,
        reporting_status.binding_failed = 0 as is_passed
    from reporting_status
    left join report_units
        on
            reporting_status.unit_code = report_units.unit_code
            and reporting_status.period_code = report_units.period_code
            and reporting_status.regime = report_units.regime
),

counted as (
    select
        period_code,
        coalesce(form_code, '_T') as form_code,
        coalesce(group_code, '_T') as group_code,
        case when group_code is not null then max(group_name_vi) end as group_name_vi,
        case when group_code is not null then max(group_name_en) end as group_name_en,
        coalesce(case when group_code is not null then max(group_sort) end, 0) as group_sort,
        count(*) as expected,
        count(*) filter (where status = 'on_time') as on_time,
        count(*) filter (where status = 'late') as late,
        count(*) filter (where status = 'missing') as missing,
        count(*) filter (where status = 'rejected') as rejected,
        count(*) filter (where status = 'not_due') as not_due,
        count(*) filter (where is_filled) as reports_filled,
        count(*) filter (where is_filled and is_passed) as reports_passed,
        cast(sum(days_late) as bigint) as days_late,
        cast(sum(compulsory_expected) as bigint) as compulsory_expected,
        cast(sum(compulsory_filled) as bigint) as compulsory_filled,
        cast(sum(rules_evaluated) as bigint) as rules_evaluated,
        cast(sum(rules_evaluated - rules_failed) as bigint) as rules_passed
    from grouped
    group by grouping sets (
        (period_code),
        (period_code, form_code),
        (period_code, group_code),
        (period_code, form_code, group_code)
    )
)

select
    period_code,
    form_code,
    group_code,
    group_name_vi,
    group_name_en,
    group_sort,
    expected,
    on_time + late as received,
    on_time,
    late,
    missing,
    rejected,
    not_due,
    reports_filled,
    reports_passed,
    days_late,
    compulsory_expected,
    compulsory_filled,
    rules_evaluated,
    rules_passed,
    {{ ratio_half_up('(on_time + late)', 'expected', 2) }} as completeness,
    {{ ratio_half_up('reports_filled', 'expected', 2) }} as completeness_filled,
    {{ ratio_half_up('reports_passed', 'expected', 2) }} as completeness_passed,
    {{ ratio_half_up('on_time', 'expected', 2) }} as timeliness,
    {{ ratio_half_up('compulsory_filled', 'compulsory_expected', 2) }} as filled_share,
    {{ ratio_half_up('rules_passed', 'rules_evaluated', 2) }} as passed_share
from counted
