select
    form_code,
    form_version,
    name_vi,
    name_en,
    legal_basis,
    valid_from,
    valid_to
from {{ ref('forms') }}
