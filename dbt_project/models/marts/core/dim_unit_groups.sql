select
    basis,
    group_code,
    member_unit_code,
    parent_unit_code,
    name_vi,
    name_en,
    valid_from
from {{ ref('stg_reference__unit_groups') }}
