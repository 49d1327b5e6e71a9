with submissions as (
    select * from {{ ref('int_submissions_versioned') }}
    where is_accepted
)

select
    unit_code,
    form_code,
    period_code,
    max(case when is_current then submission_id end) as submission_id,
    max(case when is_current then regime end) as regime,
    count(*) as accepted_versions,
    min(received_at) as first_received_at,
    {{ local_date('min(received_at)') }} as first_received_date
from submissions
group by unit_code, form_code, period_code
