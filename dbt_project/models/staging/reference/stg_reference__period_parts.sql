select
    regime,
    period_code,
    part_period_type,
    part_period_code,
    part_no,
    parts
from {{ source('reference', 'period_parts') }}
