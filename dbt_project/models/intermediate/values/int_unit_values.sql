with values_counted as (
    select * from {{ ref('int_values_counted') }}
),

made_values as (
    select * from {{ ref('int_made_values') }}
)

select
    unit_code,
    unit_valid_from,
    form_code,
    regime,
    period_code,
    scope_code,
    false as is_closing,
    is_opening_replaced,
    time_basis,
    indicator_code,
    category_code,
    value
from values_counted
union all
select
    unit_code,
    unit_valid_from,
    form_code,
    regime,
    period_code,
    scope_code,
    is_closing,
    is_opening_replaced,
    time_basis,
    indicator_code,
    category_code,
    value
from made_values
