select
    form_code,
    regime,
    period_code,
    period_relation,
    related_period_code,
    distance
from {{ source('rules', 'period_relations') }}
