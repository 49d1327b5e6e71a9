with contributions as (
    select * from {{ ref('int_rate_contributions') }}
),

unit_ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
),

components as (
    select * from {{ ref('stg_reference__indicator_components') }}
),

indicators as (
    select * from {{ ref('stg_reference__indicators') }}
),

role_sizes as (
    select
        indicator_code,
        count(*) filter (where role = 'numerator') as numerators,
        count(*) filter (where role = 'denominator') as denominators
    from components
    group by indicator_code
),

sums as (
    select
        unit_ancestors.ancestor_unit_code as unit_code,
        contributions.indicator_code,
        contributions.category_code,
        contributions.period_code,
        sum(contributions.value) filter (where contributions.role = 'numerator') as numerator,
        sum(contributions.value) filter (where contributions.role = 'denominator') as denominator,
        count(distinct contributions.component_code)
        filter (where contributions.role = 'numerator') as numerators_known,
        count(distinct contributions.component_code)
        filter (where contributions.role = 'denominator') as denominators_known,
        count(distinct contributions.unit_code) as units_reported
    from contributions
    inner join unit_ancestors
        on
            contributions.regime = unit_ancestors.regime
            and contributions.period_code = unit_ancestors.period_code
            and contributions.unit_code = unit_ancestors.unit_code
    group by
        unit_ancestors.ancestor_unit_code,
        contributions.indicator_code,
        contributions.category_code,
        contributions.period_code
),

-- A part of which one component is unknown is unknown.
known as (
    select
        sums.unit_code,
        sums.indicator_code,
        sums.category_code,
        sums.period_code,
        sums.units_reported,
        indicators.decimals,
        case
            when sums.numerators_known = role_sizes.numerators
                then cast(sums.numerator as decimal(18, 4))
        end as numerator,
        case
            when sums.denominators_known = role_sizes.denominators
                then cast(sums.denominator as decimal(18, 4))
        end as denominator
    from sums
    inner join role_sizes
        on sums.indicator_code = role_sizes.indicator_code
    inner join indicators
        on sums.indicator_code = indicators.indicator_code
)

select
    unit_code,
    indicator_code,
    category_code,
    period_code,
    cast({{ ratio_half_up('numerator', 'denominator', 'decimals') }} as decimal(18, 4)) as value,
    numerator,
    denominator,
    units_reported
from known
