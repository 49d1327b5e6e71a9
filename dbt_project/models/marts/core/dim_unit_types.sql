select
    unit_type,
    name_vi,
    name_en,
    plural_vi,
    plural_en,
    sort_order
from {{ ref('stg_reference__unit_types') }}
