select
    submission_id,
    delivery_id,
    unit_code,
    form_code,
    period_code,
    indicator_code,
    category_code,
    role,
    sheet,
    cell,
    raw_text,
    value_status,
    cast(value as decimal(18, 4)) as value
from {{ source('landing', 'cells') }}
