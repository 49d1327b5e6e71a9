with submissions as (
    select * from {{ ref('int_submissions_versioned') }}
    where is_current
),

-- Blank cells are no figures. A cell that was filled in but could not be read is kept without a
-- value: nobody is judged on it.
cells as (
    select * from {{ ref('stg_landing__cells') }}
    where value is not null or (value_status = 'missing' and trim(raw_text) <> '')
)

select
    submissions.delivery_id,
    cells.unit_code,
    cells.form_code,
    cells.period_code,
    case when cells.role = 'value' then 'reported' else 'claimed' end as source,
    cells.indicator_code,
    cells.category_code,
    cells.sheet,
    cells.cell,
    cells.value,
    case when cells.value is null then 0 else 1 end as present,
    case when cells.value is null then 1 else 0 end as withheld
from cells
inner join submissions
    on cells.submission_id = submissions.submission_id
