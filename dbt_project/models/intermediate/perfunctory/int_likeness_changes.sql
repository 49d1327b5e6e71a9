with like_submissions as (
    select * from {{ ref('int_like_submissions') }}
),

submissions as (
    select * from {{ ref('int_submissions_versioned') }}
),

-- When a version of the other report came, and when another one took its place.
changes as (
    {%- for instant in ['received_at', 'superseded_at'] %}
    select
        like_submissions.submission_id,
        others.{{ instant }} as changed_at
    from like_submissions
    inner join submissions as others
        on like_submissions.other_submission_id = others.submission_id
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select distinct
    submissions.unit_code,
    submissions.form_code,
    submissions.period_code,
    changes.changed_at as received_at
from changes
inner join submissions
    on
        changes.submission_id = submissions.submission_id
        and changes.changed_at > submissions.received_at
where submissions.superseded_at is null or changes.changed_at < submissions.superseded_at
