select
    form_code,
    form_version,
    item_no,
    indicator_code,
    category_code,
    label_vi,
    label_en,
    period_types,
    is_compulsory = 'yes' as is_compulsory
from {{ ref('form_items') }}
