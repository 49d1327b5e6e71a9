with report_conditions as (
    select * from {{ ref('int_report_conditions') }}
),

expected_reports as (
    select * from {{ ref('int_expected_reports') }}
),

submissions as (
    select * from {{ ref('int_submissions_versioned') }}
    where is_current
),

cells as (
    select * from {{ ref('stg_landing__cells') }}
    where role <> 'claimed_total'
),

figures as (
    select distinct
        submission_id,
        unit_code,
        form_code,
        period_code,
        indicator_code,
        category_code
    from report_conditions
),

reports_broken as (
    select distinct
        unit_code,
        form_code,
        period_code
    from figures
),

-- Periods of the same type that the same unit reported on before, the latest of them first.
earlier_reports as (
    select
        reports.unit_code,
        reports.form_code,
        reports.period_code,
        earlier.period_code as earlier_period_code,
        submissions.submission_id as earlier_submission_id,
        earlier.reporting_year = reports.reporting_year as is_same_year,
        row_number() over (
            partition by reports.unit_code, reports.form_code, reports.period_code
            order by earlier.end_date desc
        ) as recency
    from reports_broken
    inner join expected_reports as reports
        on
            reports_broken.unit_code = reports.unit_code
            and reports_broken.form_code = reports.form_code
            and reports_broken.period_code = reports.period_code
    inner join expected_reports as earlier
        on
            reports.unit_code = earlier.unit_code
            and reports.unit_valid_from = earlier.unit_valid_from
            and reports.form_code = earlier.form_code
            and reports.period_type = earlier.period_type
            and reports.end_date > earlier.end_date
    inner join submissions
        on
            earlier.unit_code = submissions.unit_code
            and earlier.form_code = submissions.form_code
            and earlier.period_code = submissions.period_code
),

reports_told_of as (
    select * from earlier_reports
    where recency = 1 or is_same_year
)

-- What the unit wrote then, as it wrote it: a figure left standing is that one.
select
    figures.submission_id,
    figures.indicator_code,
    figures.category_code,
    sum(case when reports_told_of.recency = 1 then cells.value end) as previous_value,
    sum(case when reports_told_of.is_same_year then cells.value end) as earlier_value
from figures
inner join reports_told_of
    on
        figures.unit_code = reports_told_of.unit_code
        and figures.form_code = reports_told_of.form_code
        and figures.period_code = reports_told_of.period_code
inner join cells
    on
        reports_told_of.earlier_period_code = cells.period_code
        and reports_told_of.earlier_submission_id = cells.submission_id
        and figures.indicator_code = cells.indicator_code
        and figures.category_code = cells.category_code
group by figures.submission_id, figures.indicator_code, figures.category_code
