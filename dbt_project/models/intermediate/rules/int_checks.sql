with rules as (
    select * from {{ ref('stg_rules__rules') }}
),

finding_types as (
    select * from {{ ref('stg_rules__finding_types') }}
),

other_checks as (
    select * from {{ ref('stg_rules__other_checks') }}
)

select
    rule_code as check_code,
    flag_kind as check_kind,
    name_vi,
    name_en,
    severity,
    who_fixes,
    importance,
    advice_vi,
    advice_en,
    legal_basis,
    nullif(expression, '') as expression,
    'rule' as judged_by,
    check_kind as judged_where
from rules
union all
-- Findings carry no importance of their own: what stops a report matters most.
select
    finding_code as check_code,
    'intake' as check_kind,
    name_vi,
    name_en,
    severity,
    who_fixes,
    case severity when 'info' then 1 when 'warn' then 3 else 5 end as importance,
    advice_vi,
    advice_en,
    cast(null as {{ type_text() }}) as legal_basis,
    cast(null as {{ type_text() }}) as expression,
    'finding' as judged_by,
    'intake' as judged_where
from finding_types
union all
select
    check_code,
    judged_by as check_kind,
    name_vi,
    name_en,
    severity,
    who_fixes,
    importance,
    advice_vi,
    advice_en,
    legal_basis,
    cast(null as {{ type_text() }}) as expression,
    judged_by,
    judged_where
from other_checks
