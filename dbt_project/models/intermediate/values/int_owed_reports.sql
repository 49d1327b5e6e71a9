{{ config(materialized='table') }}

with expected_reports as (
    select * from {{ ref('int_expected_reports') }}
),

periods_observed as (
    select * from {{ ref('int_periods_observed') }}
),

report_parts as (
    select * from {{ ref('int_report_parts') }}
),

replaced_openings as (
    select * from {{ ref('int_replaced_openings') }}
),

-- A report in place of which all is asked for itself owes nothing.
scopes as (
    select distinct scope_code
    from {{ ref('int_additive_scopes') }}
),

reports as (
    select
        expected_reports.unit_code,
        expected_reports.unit_valid_from,
        expected_reports.form_code,
        expected_reports.regime,
        expected_reports.period_code,
        'report' as made_as,
        {{ scope_code('expected_reports.form_code', 'expected_reports.unit_type',
                      'expected_reports.regime', 'expected_reports.period_code', "'report'") }}
            as scope_code
    from expected_reports
    union all
    select
        unit_code,
        unit_valid_from,
        form_code,
        regime,
        period_code,
        made_as,
        {{ scope_code('form_code', 'unit_type', 'regime', 'period_code', 'made_as',
                      'first_part_no') }} as scope_code
    from report_parts
    where part_no = last_part_no
)

select
    reports.unit_code,
    reports.unit_valid_from,
    reports.form_code,
    reports.regime,
    reports.period_code,
    reports.made_as,
    reports.scope_code,
    reports.made_as = 'closing' as is_closing,
    replaced_openings.unit_code is not null as is_opening_replaced
from reports
inner join periods_observed
    on reports.period_code = periods_observed.period_code
inner join scopes
    on reports.scope_code = scopes.scope_code
left join replaced_openings
    on
        reports.unit_code = replaced_openings.unit_code
        and reports.unit_valid_from = replaced_openings.unit_valid_from
        and reports.form_code = replaced_openings.form_code
        and reports.period_code = replaced_openings.period_code
