select
    on_day,
    basis,
    unit_code,
    unit_valid_from,
    ancestor_unit_code
from {{ source('reference', 'closing_lineages') }}
