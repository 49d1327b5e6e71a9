select
    part_id,
    rule_code,
    check_kind,
    part_no,
    term_no,
    side,
    form_code,
    related_form_code,
    source,
    unit_relation,
    period_relation,
    indicator_code,
    category_code,
    item_id,
    coefficient,
    is_many
from {{ source('rules', 'rule_terms') }}
