select
    from_unit_code,
    to_unit_code,
    kind,
    weight,
    population_weight,
    legal_basis,
    effective_date
from {{ ref('unit_successions') }}
