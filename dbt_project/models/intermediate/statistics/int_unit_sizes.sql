{#- An older figure says nothing of a unit's size any more. -#}
{%- set oldest_days = 800 %}

with moments as (
    select distinct
        size_code,
        cut_off_at
    from {{ ref('int_peer_windows') }}
    where size_code is not null
),

expected_reports as (
    select * from {{ ref('int_expected_reports') }}
),

reported_values as (
    select * from {{ ref('int_reported_values') }}
    where category_code = '_T'
),

corrected_intervals as (
    select * from {{ ref('int_corrected_intervals') }}
    where correction_id is not null and category_code = '_T'
),

sizes as (
    select
        moments.size_code,
        moments.cut_off_at,
        expected_reports.unit_code,
        expected_reports.unit_valid_from,
        coalesce(corrected_intervals.corrected_value, reported_values.value) as unit_size,
        row_number() over (
            partition by
                moments.size_code, moments.cut_off_at, expected_reports.unit_code,
                expected_reports.unit_valid_from
            order by
                expected_reports.end_date desc,
                expected_reports.start_date asc,
                reported_values.form_code asc
        ) as position_no
    from reported_values
    inner join moments
        on
            reported_values.indicator_code = moments.size_code
            and {{ is_valid_on('moments.cut_off_at', 'reported_values.known_from',
                               'reported_values.known_to') }}
    inner join expected_reports
        on
            reported_values.unit_code = expected_reports.unit_code
            and reported_values.form_code = expected_reports.form_code
            and reported_values.period_code = expected_reports.period_code
            and {{ days_after('expected_reports.end_date', oldest_days) }}
            > {{ local_date('moments.cut_off_at') }}
    left join corrected_intervals
        on
            reported_values.submission_id = corrected_intervals.submission_id
            and reported_values.indicator_code = corrected_intervals.indicator_code
            and {{ is_valid_on('moments.cut_off_at', 'corrected_intervals.known_from',
                               'corrected_intervals.known_to') }}
    where coalesce(corrected_intervals.corrected_value, reported_values.value) > 0
)

select
    size_code,
    cut_off_at,
    unit_code,
    unit_valid_from,
    unit_size
from sizes
where position_no = 1
