with targets as (
    select
        split_groups.basis,
        split_groups.period_code,
        split_groups.group_code as target_unit_code
    from {{ ref('int_split_groups') }} as split_groups
    union
    select
        split_groups.basis,
        split_groups.period_code,
        unit_groups.member_unit_code as target_unit_code
    from {{ ref('int_split_groups') }} as split_groups
    inner join {{ ref('stg_reference__unit_groups') }} as unit_groups
        on
            split_groups.basis = unit_groups.basis
            and split_groups.group_code = unit_groups.group_code
),

restated_units as (
    select * from {{ ref('stg_reference__restated_units') }}
),

sources as (
    select
        targets.basis,
        targets.period_code,
        targets.target_unit_code,
        restated_units.unit_code,
        restated_units.unit_valid_from
    from targets
    inner join restated_units
        on
            targets.basis = restated_units.basis
            and targets.target_unit_code = restated_units.target_unit_code
),

indicators as (
    select * from {{ ref('stg_reference__indicators') }}
),

rates as (
    select distinct
        indicator_code,
        succession_basis
    from {{ ref('int_rate_parts') }}
),

-- A rate is weighed by its denominator.
measures as (
    select
        indicators.succession_basis as basis,
        unit_values.unit_code,
        unit_values.unit_valid_from,
        unit_values.period_code,
        unit_values.indicator_code,
        unit_values.category_code,
        unit_values.value as amount
    from {{ ref('int_unit_values') }} as unit_values
    inner join indicators
        on unit_values.indicator_code = indicators.indicator_code
    where indicators.agg_periods <> 'first' or not unit_values.is_opening_replaced
    union all
    select
        rates.succession_basis as basis,
        contributions.unit_code,
        contributions.unit_valid_from,
        contributions.period_code,
        contributions.indicator_code,
        contributions.category_code,
        contributions.denominator
        + case
            when contributions.is_opening_replaced then 0
            else contributions.opening_denominator
        end as amount
    from {{ ref('int_rate_contributions') }} as contributions
    inner join rates
        on contributions.indicator_code = rates.indicator_code
)

select
    sources.basis,
    sources.target_unit_code,
    measures.indicator_code,
    measures.category_code,
    sources.period_code,
    cast(sum(measures.amount) as decimal(18, 4)) as amount,
    count(*) as units_reported
from sources
inner join measures
    on
        sources.basis = measures.basis
        and sources.unit_code = measures.unit_code
        and sources.unit_valid_from = measures.unit_valid_from
        and sources.period_code = measures.period_code
group by
    sources.basis,
    sources.target_unit_code,
    measures.indicator_code,
    measures.category_code,
    sources.period_code
