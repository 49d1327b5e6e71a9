select
    form_code,
    regime,
    period_code,
    period_relation,
    unit_relation,
    related_form_code,
    related_period_code,
    distance
from {{ source('rules', 'period_relations') }}
