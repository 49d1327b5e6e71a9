with values_counted as (
    select * from {{ ref('int_values_counted') }}
),

unit_ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
)

select
    unit_ancestors.ancestor_unit_code as unit_code,
    values_counted.indicator_code,
    values_counted.category_code,
    values_counted.period_code,
    cast(sum(values_counted.value) as decimal(18, 4)) as value,
    count(*) as units_reported
from values_counted
inner join unit_ancestors
    on
        values_counted.regime = unit_ancestors.regime
        and values_counted.period_code = unit_ancestors.period_code
        and values_counted.unit_code = unit_ancestors.unit_code
group by
    unit_ancestors.ancestor_unit_code,
    values_counted.indicator_code,
    values_counted.category_code,
    values_counted.period_code
