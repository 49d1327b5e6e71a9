select
    indicator_code,
    indicator_group,
    name_vi,
    name_en,
    unit_vi,
    unit_en,
    kind,
    direction,
    agg_units,
    agg_periods,
    succession_basis,
    decimals
from {{ ref('indicators') }}
