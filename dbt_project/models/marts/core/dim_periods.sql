with periods as (
    select * from {{ ref('stg_reference__periods') }}
)

select
    regime || ':' || period_code as period_key,
    regime,
    period_code,
    period_type,
    period_no,
    reporting_year,
    start_date,
    end_date,
    due_date,
    province_due_date,
    lag(period_code) over (
        partition by regime, period_type
        order by start_date, end_date
    ) as previous_period_code
from periods
