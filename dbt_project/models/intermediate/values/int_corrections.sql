{{ config(materialized='table') }}

with corrections as (
    select * from {{ ref('stg_reference__corrections') }}
    where decided_at <= {{ as_of() }}
),

-- Versions that stood for no time at all say nothing.
submissions as (
    select * from {{ ref('int_submissions_versioned') }}
    where is_accepted and (superseded_at is null or superseded_at > received_at)
),

reported_values as (
    select * from {{ ref('int_reported_values') }}
    where value_status <> 'not_applicable'
),

-- The version that stood when the correction was decided, and all after it. One without the figure
-- does not say what the correction corrects.
versions as (
    select
        corrections.correction_id,
        submissions.submission_id,
        submissions.received_at,
        submissions.received_at <= corrections.decided_at as stood_when_decided,
        reported_values.value as found_value,
        reported_values.submission_id is not null as has_figure,
        (
            reported_values.submission_id is not null
            and reported_values.value is not distinct from corrections.reported_value
        ) as is_corrected
    from corrections
    inner join submissions
        on
            corrections.unit_code = submissions.unit_code
            and corrections.form_code = submissions.form_code
            and corrections.period_code = submissions.period_code
            and (
                submissions.superseded_at is null
                or corrections.decided_at < submissions.superseded_at
            )
    left join reported_values
        on
            submissions.submission_id = reported_values.submission_id
            and corrections.indicator_code = reported_values.indicator_code
            and corrections.category_code = reported_values.category_code
),

matches as (
    select
        correction_id,
        max(submission_id) filter (where stood_when_decided) as submission_id,
        max(found_value) filter (where stood_when_decided) as found_value,
        bool_or(stood_when_decided and has_figure) as has_figure,
        bool_or(stood_when_decided and is_corrected) as is_matched,
        min(received_at) filter (where not stood_when_decided and not is_corrected) as replaced_at
    from versions
    group by correction_id
)

select
    corrections.correction_id,
    corrections.unit_code,
    corrections.form_code,
    corrections.period_code,
    corrections.indicator_code,
    corrections.category_code,
    corrections.decided_by,
    corrections.reason_vi,
    corrections.reason_en,
    matches.submission_id,
    corrections.reported_value,
    corrections.corrected_value,
    matches.found_value,
    corrections.decided_at,
    corrections.expires_at,
    corrections.decided_at as effective_from,
    coalesce(matches.has_figure, false) as has_figure,
    coalesce(matches.is_matched, false) as is_matched,
    case
        when least(matches.replaced_at, corrections.expires_at) <= {{ as_of() }}
            then least(matches.replaced_at, corrections.expires_at)
    end as effective_to
from corrections
left join matches
    on corrections.correction_id = matches.correction_id
