select
    part_id,
    rule_code,
    check_kind,
    part_no,
    term_no,
    side,
    form_code,
    source,
    period_relation,
    indicator_code,
    category_code,
    coefficient
from {{ source('rules', 'rule_terms') }}
