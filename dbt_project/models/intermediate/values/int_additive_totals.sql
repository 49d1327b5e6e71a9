with unit_values as (
    select * from {{ ref('int_unit_values') }}
),

members as (
    select * from {{ ref('int_total_members') }}
),

indicators as (
    select * from {{ ref('stg_reference__indicators') }}
),

counted as (
    select
        members.boundary,
        members.total_unit_code,
        members.is_only_one,
        unit_values.indicator_code,
        unit_values.category_code,
        unit_values.period_code,
        unit_values.value
    from unit_values
    inner join indicators
        on unit_values.indicator_code = indicators.indicator_code
    inner join members
        on
            unit_values.unit_code = members.unit_code
            and unit_values.unit_valid_from = members.unit_valid_from
            and unit_values.regime = members.regime
            and unit_values.period_code = members.period_code
            and unit_values.is_closing = members.is_closing
            and indicators.succession_basis = members.basis
    where
        indicators.agg_periods <> 'first'
        or members.keeps_opening
        or not unit_values.is_opening_replaced
)

-- Most totals are of one unit, and have nothing to be summed.
select
    boundary,
    total_unit_code as unit_code,
    indicator_code,
    category_code,
    period_code,
    value,
    1 as units_reported
from counted
where is_only_one
union all
select
    boundary,
    total_unit_code as unit_code,
    indicator_code,
    category_code,
    period_code,
    cast(sum(value) as decimal(18, 4)) as value,
    cast(count(*) as integer) as units_reported
from counted
where not is_only_one
group by
    boundary,
    total_unit_code,
    indicator_code,
    category_code,
    period_code
