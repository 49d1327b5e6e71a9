{{ config(materialized='table') }}

{%- set after_window = dbt.dateadd('day', 1, 'end_date') %}

with expected_reports as (
    select * from {{ ref('int_expected_reports') }}
),

rule_epochs as (
    select * from {{ ref('int_rule_epochs') }}
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
    cast(
        row_number() over (
            order by
                expected_reports.unit_code, expected_reports.form_code,
                expected_reports.period_code, rule_epochs.epoch
        ) as integer
    ) as report_id,
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
    rule_epochs.delivery_id,
    cast(floor(windows.days / 7.0) as integer) as weeks,
    cast(windows.months as integer) as months,
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
