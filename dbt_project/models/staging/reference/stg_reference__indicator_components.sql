select
    indicator_code,
    role,
    component_code,
    coefficient
from {{ ref('indicator_components') }}
