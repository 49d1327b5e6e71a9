select
    correction_id,
    unit_code,
    form_code,
    period_code,
    indicator_code,
    category_code,
    reported_value,
    corrected_value,
    decided_at,
    expires_at,
    decided_by,
    reason_vi,
    reason_en
from {{ ref('corrections') }}
