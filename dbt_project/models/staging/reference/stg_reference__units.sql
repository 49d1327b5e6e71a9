select
    scheme,
    unit_code,
    name_vi,
    name_en,
    designation_vi,
    unit_type,
    level,
    province_code,
    is_synthetic = 'yes' as is_synthetic,
    valid_from,
    valid_to
from {{ ref('units') }}
