select
    tree,
    unit_code,
    parent_unit_code,
    valid_from,
    valid_to
from {{ ref('stg_reference__unit_parents') }}
