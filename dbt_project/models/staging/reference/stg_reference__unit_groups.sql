select
    basis,
    group_code,
    member_unit_code,
    nullif(parent_unit_code, '') as parent_unit_code,
    name_vi,
    name_en,
    valid_from
from {{ source('reference', 'unit_groups') }}
