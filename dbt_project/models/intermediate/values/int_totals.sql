with additive_totals as (
    select * from {{ ref('int_additive_totals') }}
),

rate_totals as (
    select * from {{ ref('int_rate_totals') }}
)

select
    boundary,
    unit_code,
    indicator_code,
    category_code,
    period_code,
    time_basis,
    value,
    cast(null as decimal(18, 4)) as numerator,
    cast(null as decimal(18, 4)) as denominator,
    units_expected,
    units_reported
from additive_totals
union all
select
    boundary,
    unit_code,
    indicator_code,
    category_code,
    period_code,
    time_basis,
    value,
    numerator,
    denominator,
    units_expected,
    units_reported
from rate_totals
