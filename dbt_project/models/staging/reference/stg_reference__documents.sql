select
    document_code,
    name_vi,
    name_en,
    issuer_unit_code,
    issued_on,
    due_days,
    legal_basis
from {{ ref('documents') }}
