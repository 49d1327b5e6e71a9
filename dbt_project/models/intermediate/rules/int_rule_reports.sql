{{ config(materialized='table') }}

{%- set after_window = dbt.dateadd('day', 1, 'end_date') %}

with expected_reports as (
    select * from {{ ref('int_expected_reports') }}
),

submissions as (
    select * from {{ ref('int_submissions_versioned') }}
    where is_current
),

unit_parents as (
    select * from {{ ref('stg_reference__unit_parents') }}
    where tree = 'reporting'
),

part_counts as (
    select
        unit_code,
        form_code,
        period_code,
        count(*) as parts_due
    from {{ ref('int_period_relations') }}
    where period_relation = 'parts'
    group by unit_code, form_code, period_code
),

child_counts as (
    select
        unit_parents.parent_unit_code as unit_code,
        expected_reports.form_code,
        expected_reports.period_code,
        count(*) as children_due
    from expected_reports
    inner join unit_parents
        on
            expected_reports.unit_code = unit_parents.unit_code
            and {{ is_valid_on('expected_reports.end_date', 'unit_parents.valid_from',
                               'unit_parents.valid_to') }}
    group by
        unit_parents.parent_unit_code,
        expected_reports.form_code,
        expected_reports.period_code
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
    submissions.submission_id,
    cast(floor(windows.days / 7.0) as integer) as weeks,
    cast(windows.months as integer) as months,
    coalesce(part_counts.parts_due, 0) as parts_due,
    coalesce(child_counts.children_due, 0) as children_due
from expected_reports
inner join windows
    on
        expected_reports.unit_code = windows.unit_code
        and expected_reports.form_code = windows.form_code
        and expected_reports.period_code = windows.period_code
left join submissions
    on
        expected_reports.unit_code = submissions.unit_code
        and expected_reports.form_code = submissions.form_code
        and expected_reports.period_code = submissions.period_code
left join part_counts
    on
        expected_reports.unit_code = part_counts.unit_code
        and expected_reports.form_code = part_counts.form_code
        and expected_reports.period_code = part_counts.period_code
left join child_counts
    on
        expected_reports.unit_code = child_counts.unit_code
        and expected_reports.form_code = child_counts.form_code
        and expected_reports.period_code = child_counts.period_code
