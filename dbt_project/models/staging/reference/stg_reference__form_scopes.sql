select
    form_code,
    form_version,
    indicator_code,
    unit_type
from {{ ref('form_scopes') }}
