{{ config(materialized='table') }}

with corrections as (
    select * from {{ ref('int_corrections') }}
    where is_matched
),

reported_values as (
    select * from {{ ref('int_reported_values') }}
    where value_status <> 'not_applicable'
),

versions as (
    select
        reported_values.submission_id,
        reported_values.indicator_code,
        reported_values.category_code,
        corrections.correction_id,
        corrections.corrected_value,
        reported_values.known_from,
        reported_values.known_to,
        corrections.effective_from,
        corrections.effective_to,
        (reported_values.value is not distinct from corrections.reported_value) as is_corrected
    from reported_values
    inner join corrections
        on
            reported_values.unit_code = corrections.unit_code
            and reported_values.form_code = corrections.form_code
            and reported_values.period_code = corrections.period_code
            and reported_values.indicator_code = corrections.indicator_code
            and reported_values.category_code = corrections.category_code
),

-- Where one value may give way to another within a version: at its receipt, where a correction
-- begins, where it ends.
starts as (
    select
        submission_id,
        indicator_code,
        category_code,
        known_from,
        known_to as version_known_to
    from versions
    union
    select
        submission_id,
        indicator_code,
        category_code,
        effective_from as known_from,
        known_to as version_known_to
    from versions
    where known_from < effective_from and (known_to is null or effective_from < known_to)
    union
    select
        submission_id,
        indicator_code,
        category_code,
        effective_to as known_from,
        known_to as version_known_to
    from versions
    where known_from < effective_to and (known_to is null or effective_to < known_to)
),

intervals as (
    select
        submission_id,
        indicator_code,
        category_code,
        known_from,
        lead(known_from, 1, version_known_to) over (
            partition by submission_id, indicator_code, category_code
            order by known_from
        ) as known_to
    from starts
)

select
    intervals.submission_id,
    intervals.indicator_code,
    intervals.category_code,
    versions.correction_id,
    versions.corrected_value,
    intervals.known_from,
    intervals.known_to
from intervals
left join versions
    on
        intervals.submission_id = versions.submission_id
        and intervals.indicator_code = versions.indicator_code
        and intervals.category_code = versions.category_code
        and versions.is_corrected
        and {{ is_valid_on('intervals.known_from', 'versions.effective_from',
                           'versions.effective_to') }}
