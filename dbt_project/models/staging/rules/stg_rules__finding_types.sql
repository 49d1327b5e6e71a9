select
    finding_code,
    name_vi,
    name_en,
    severity,
    is_note,
    who_fixes,
    advice_vi,
    advice_en
from {{ source('rules', 'finding_types') }}
