select
    scheme,
    unit_code,
    name_vi,
    name_en,
    unit_type,
    level,
    province_code,
    is_synthetic = 'yes' as is_synthetic,
    valid_from,
    valid_to
from {{ ref('units') }}
