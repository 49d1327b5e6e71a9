select
    tree,
    unit_code,
    parent_unit_code,
    valid_from,
    valid_to
from {{ ref('unit_parents') }}
