select
    regime,
    period_code,
    period_type,
    period_no,
    reporting_year,
    is_window_known,
    start_date,
    end_date,
    due_date,
    province_due_date,
    name_vi,
    name_en
from {{ source('reference', 'periods') }}
