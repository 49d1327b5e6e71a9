with code_lists as (
    select * from {{ ref('stg_reference__code_lists') }}
)

select
    code_list || ':' || category_code || ':' || valid_from as category_key,
    code_list,
    category_code,
    name_vi,
    name_en,
    sort_order,
    valid_from,
    valid_to
from code_lists
