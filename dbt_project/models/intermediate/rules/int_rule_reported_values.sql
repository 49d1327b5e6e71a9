with submissions as (
    select * from {{ ref('int_submissions_versioned') }}
    where is_current
),

rule_epochs as (
    select * from {{ ref('int_rule_epochs') }}
    where epoch > 0 and submission_id is not null
),

-- What stands now, and what stood in each of the few past epochs.
standing as (
    select
        submission_id,
        delivery_id,
        0 as epoch
    from submissions
    union all
    select
        submission_id,
        delivery_id,
        epoch
    from rule_epochs
),

-- Blank cells are no figures. A cell that was filled in but could not be read is kept without a
-- value: nobody is judged on it.
cells as (
    select * from {{ ref('stg_landing__cells') }}
    where value is not null or (value_status = 'missing' and trim(raw_text) <> '')
)

select
    standing.delivery_id,
    cells.unit_code,
    cells.form_code,
    cells.period_code,
    standing.epoch,
    case when cells.role = 'value' then 'reported' else 'claimed' end as source,
    cells.indicator_code,
    cells.category_code,
    cells.sheet,
    cells.cell,
    cells.value,
    case when cells.value is null then 0 else 1 end as present,
    case when cells.value is null then 1 else 0 end as withheld
from cells
inner join standing
    on cells.submission_id = standing.submission_id
