select
    check_code,
    name_vi,
    name_en,
    judged_by,
    judged_where,
    severity,
    who_fixes,
    advice_vi,
    advice_en,
    legal_basis,
    cast(importance as integer) as importance
from {{ source('rules', 'other_checks') }}
