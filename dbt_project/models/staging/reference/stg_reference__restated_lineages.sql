select
    basis,
    target_unit_code,
    ancestor_unit_code,
    depth
from {{ source('reference', 'restated_lineages') }}
