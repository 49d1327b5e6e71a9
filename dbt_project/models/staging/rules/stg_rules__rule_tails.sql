select
    rule_code,
    figure_count,
    hit_count,
    usual_count,
    odds
from {{ source('rules', 'rule_tails') }}
