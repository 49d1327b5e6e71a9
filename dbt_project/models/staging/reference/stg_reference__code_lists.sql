select
    code_list,
    category_code,
    name_vi,
    name_en,
    sort_order,
    valid_from,
    valid_to
from {{ ref('code_lists') }}
