select
    correction_id,
    unit_code,
    form_code,
    period_code,
    indicator_code,
    category_code,
    decided_by,
    reason_vi,
    reason_en,
    submission_id,
    reported_value,
    corrected_value,
    effective_to is null as is_current,
    decided_at,
    expires_at,
    effective_from,
    effective_to
from {{ ref('int_corrections') }}
