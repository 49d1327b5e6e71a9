select
    unit_code,
    unit_valid_from,
    unit_type,
    form_code,
    form_version,
    period_code,
    regime,
    sender_unit_code,
    due_date
from {{ source('reference', 'expected_reports') }}
