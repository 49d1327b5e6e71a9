select
    part_id,
    rule_code,
    check_kind,
    part_no,
    form_code,
    form_version,
    unit_type,
    period_type,
    scope_id,
    valid_from,
    valid_to,
    whole_period
from {{ source('rules', 'rule_scopes') }}
