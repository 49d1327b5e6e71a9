with reported_values as (
    select * from {{ ref('int_reported_values') }}
),

corrected_intervals as (
    select * from {{ ref('int_corrected_intervals') }}
)

select
    reported_values.submission_id,
    reported_values.delivery_id,
    reported_values.sender_unit_code,
    reported_values.unit_code,
    reported_values.form_code,
    reported_values.regime,
    reported_values.period_code,
    reported_values.indicator_code,
    reported_values.category_code,
    reported_values.sheet,
    reported_values.cell,
    reported_values.raw_text,
    reported_values.value as reported_value,
    reported_values.version,
    corrected_intervals.correction_id,
    case
        when corrected_intervals.correction_id is null then reported_values.value_status
        else 'corrected'
    end as value_status,
    case
        when corrected_intervals.correction_id is null then reported_values.value
        else corrected_intervals.corrected_value
    end as value,
    case
        when corrected_intervals.submission_id is null then reported_values.is_current
        else reported_values.is_current and corrected_intervals.known_to is null
    end as is_current,
    coalesce(corrected_intervals.known_from, reported_values.known_from) as known_from,
    case
        when corrected_intervals.submission_id is null then reported_values.known_to
        else corrected_intervals.known_to
    end as known_to
from reported_values
left join corrected_intervals
    on
        reported_values.submission_id = corrected_intervals.submission_id
        and reported_values.indicator_code = corrected_intervals.indicator_code
        and reported_values.category_code = corrected_intervals.category_code
