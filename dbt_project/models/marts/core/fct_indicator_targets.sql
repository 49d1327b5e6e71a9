with targets as (
    select * from {{ ref('stg_reference__targets') }}
)

select
    unit_code,
    indicator_code,
    category_code,
    period_code,
    target_value,
    legal_basis
from targets
