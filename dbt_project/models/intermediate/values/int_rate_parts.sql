{{ config(materialized='table') }}

with components as (
    select * from {{ ref('stg_reference__indicator_components') }}
),

indicators as (
    select * from {{ ref('stg_reference__indicators') }}
),

-- Numbers that are powers of two: which components a figure holds is the sum of theirs.
numbered as (
    select
        components.indicator_code,
        components.role,
        components.component_code,
        components.coefficient,
        indicators.agg_periods = 'first' as is_opening,
        indicators.succession_basis,
        cast(
            power(
                2,
                row_number() over (
                    partition by components.indicator_code
                    order by components.role, components.component_code
                ) - 1
            ) as integer
        ) as component_bit
    from components
    inner join indicators
        on components.component_code = indicators.indicator_code
),

bits as (
    select
        indicator_code,
        role,
        component_code,
        coefficient,
        is_opening,
        succession_basis,
        component_bit,
        case when role = 'numerator' then component_bit end as numerator_bit,
        case when role = 'denominator' then component_bit end as denominator_bit
    from numbered
)

select
    indicator_code,
    role,
    component_code,
    coefficient,
    is_opening,
    component_bit,
    cast(sum(numerator_bit) over (partition by indicator_code) as integer) as numerator_bits,
    cast(sum(denominator_bit) over (partition by indicator_code) as integer) as denominator_bits,
    -- Both parts stand where the coarser of them stands.
    max(succession_basis) over (partition by indicator_code) as succession_basis
from bits
