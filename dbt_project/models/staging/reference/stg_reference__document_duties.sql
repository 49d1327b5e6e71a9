select
    document_code,
    unit_code,
    unit_valid_from,
    unit_type,
    form_code,
    indicator_code,
    period_code,
    regime
from {{ source('reference', 'document_duties') }}
