with versions as (
    select * from {{ ref('int_submissions_versioned') }}
    where is_accepted and (superseded_at is null or received_at < superseded_at)
),

corrected_intervals as (
    select * from {{ ref('int_corrected_intervals') }}
)

select
    unit_code,
    form_code,
    period_code,
    received_at
from versions
union distinct
select
    versions.unit_code,
    versions.form_code,
    versions.period_code,
    corrected_intervals.known_from as received_at
from versions
inner join corrected_intervals
    on versions.submission_id = corrected_intervals.submission_id
