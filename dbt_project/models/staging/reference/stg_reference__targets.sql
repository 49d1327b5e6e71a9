select
    indicator_code,
    category_code,
    unit_code,
    period_code,
    target_value,
    legal_basis
from {{ ref('targets') }}
