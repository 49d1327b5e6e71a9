select
    unit_code,
    unit_valid_from,
    basis,
    target_unit_code,
    target_kind
from {{ source('reference', 'restated_units') }}
