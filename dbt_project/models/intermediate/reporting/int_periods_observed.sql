with periods as (
    select * from {{ ref('stg_reference__periods') }}
),

submissions as (
    select * from {{ ref('int_submissions_versioned') }}
)

select period_code
from periods
where end_date < {{ today() }}
union
select period_code
from submissions
where is_accepted
