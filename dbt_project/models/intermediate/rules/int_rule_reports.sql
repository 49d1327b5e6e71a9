{{ config(materialized='table') }}

{%- set after_window = dbt.dateadd('day', 1, 'end_date') %}

with expected_reports as (
    select * from {{ ref('int_expected_reports') }}
),

rule_epochs as (
    select * from {{ ref('int_rule_epochs') }}
),

counts as (
    select
        unit_code,
        form_code,
        period_code,
        sum(case when period_relation = 'parts' then 1 else 0 end) as parts_due,
        sum(case when period_relation = 'children' then 1 else 0 end) as children_due
    from {{ ref('int_report_relations') }}
    group by unit_code, form_code, period_code
),

carried_counts as (
    select
        unit_code,
        form_code,
        period_code,
        count(*) as carried_due
    from {{ ref('int_carried_reports') }}
    group by unit_code, form_code, period_code
),

windows as (
    select
        unit_code,
        form_code,
        period_code,
        {{ dbt.datediff('window_start_date', after_window, 'day') }} as days,
        12 * (extract(year from {{ after_window }}) - extract(year from window_start_date))
        + extract(month from {{ after_window }}) - extract(month from window_start_date)
        - case
            when extract(day from {{ after_window }}) < extract(day from window_start_date) then 1
            else 0
        end as months
    from expected_reports
)

select
    expected_reports.unit_code,
    expected_reports.unit_valid_from,
    expected_reports.unit_type,
    expected_reports.form_code,
    expected_reports.form_version,
    expected_reports.period_code,
    expected_reports.period_type,
    expected_reports.start_date,
    expected_reports.end_date,
    coalesce(rule_epochs.epoch, 0) as epoch,
    rule_epochs.submission_id,
    cast(floor(windows.days / 7.0) as integer) as weeks,
    cast(windows.months as integer) as months,
    cast(coalesce(counts.parts_due, 0) as integer) as parts_due,
    cast(coalesce(counts.children_due, 0) as integer) as children_due,
    -- Where nothing can be carried over, one figure is due that never comes.
    cast(coalesce(carried_counts.carried_due, 1) as integer) as carried_due,
    rule_epochs.known_from,
    rule_epochs.known_to
from expected_reports
inner join windows
    on
        expected_reports.unit_code = windows.unit_code
        and expected_reports.form_code = windows.form_code
        and expected_reports.period_code = windows.period_code
left join rule_epochs
    on
        expected_reports.unit_code = rule_epochs.unit_code
        and expected_reports.form_code = rule_epochs.form_code
        and expected_reports.period_code = rule_epochs.period_code
left join counts
    on
        expected_reports.unit_code = counts.unit_code
        and expected_reports.form_code = counts.form_code
        and expected_reports.period_code = counts.period_code
left join carried_counts
    on
        expected_reports.unit_code = carried_counts.unit_code
        and expected_reports.form_code = carried_counts.form_code
        and expected_reports.period_code = carried_counts.period_code
