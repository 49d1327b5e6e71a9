select
    finding_code,
    name_vi,
    name_en,
    severity,
    who_fixes,
    advice_vi,
    advice_en
from {{ source('rules', 'finding_types') }}
