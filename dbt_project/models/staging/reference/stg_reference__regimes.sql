select
    regime,
    name_vi,
    name_en,
    legal_basis
from {{ ref('regimes') }}
