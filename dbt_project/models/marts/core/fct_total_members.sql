with members as (
    select * from {{ ref('int_total_members') }}
)

select
    boundary,
    basis,
    unit_code,
    unit_valid_from,
    regime,
    period_code,
    is_closing,
    total_unit_code,
    keeps_opening
from members
