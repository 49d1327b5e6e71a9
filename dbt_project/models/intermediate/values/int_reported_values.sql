with cells as (
    select * from {{ ref('stg_landing__cells') }}
    where role = 'value'
),

submissions as (
    select * from {{ ref('int_submissions_versioned') }}
    where is_accepted
)

select
    cells.submission_id,
    cells.delivery_id,
    submissions.sender_unit_code,
    cells.unit_code,
    cells.form_code,
    submissions.regime,
    cells.period_code,
    cells.indicator_code,
    cells.category_code,
    cells.value_status,
    cells.sheet,
    cells.cell,
    cells.raw_text,
    cells.value,
    submissions.version,
    submissions.is_current,
    submissions.received_at as known_from,
    submissions.superseded_at as known_to
from cells
inner join submissions
    on cells.submission_id = submissions.submission_id
