with checks as (
    select * from {{ ref('int_checks') }}
)

select
    check_code,
    check_kind,
    name_vi,
    name_en,
    severity,
    who_fixes,
    importance,
    advice_vi,
    advice_en,
    legal_basis,
    expression,
    judged_by,
    judged_where
from checks
