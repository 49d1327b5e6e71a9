with owed_rates as (
    select * from {{ ref('int_owed_rates') }}
),

contributions as (
    select * from {{ ref('int_rate_contributions') }}
),

members as (
    select * from {{ ref('int_total_members') }}
),

rates as (
    select distinct
        rate_parts.indicator_code,
        rate_parts.succession_basis,
        rate_parts.numerator_bits,
        rate_parts.denominator_bits,
        indicators.decimals
    from {{ ref('int_rate_parts') }} as rate_parts
    inner join {{ ref('stg_reference__indicators') }} as indicators
        on rate_parts.indicator_code = indicators.indicator_code
),

counted as (
    select
        members.boundary,
        members.total_unit_code,
        contributions.indicator_code,
        contributions.category_code,
        contributions.period_code,
        contributions.numerator,
        contributions.denominator,
        contributions.bits,
        contributions.opening_numerator,
        contributions.opening_denominator,
        contributions.opening_bits,
        members.keeps_opening or not contributions.is_opening_replaced as has_opening,
        rates.decimals,
        rates.numerator_bits,
        rates.denominator_bits
    from contributions
    inner join rates
        on contributions.indicator_code = rates.indicator_code
    inner join members
        on
            contributions.unit_code = members.unit_code
            and contributions.unit_valid_from = members.unit_valid_from
            and contributions.regime = members.regime
            and contributions.period_code = members.period_code
            and contributions.is_closing = members.is_closing
            and rates.succession_basis = members.basis
),

sums as (
    select
        boundary,
        total_unit_code,
        indicator_code,
        category_code,
        period_code,
        decimals,
        numerator_bits,
        denominator_bits,
        sum(numerator + case when has_opening then opening_numerator else 0 end) as numerator,
        sum(denominator + case when has_opening then opening_denominator else 0 end)
            as denominator,
        bit_or(bits) | bit_or(case when has_opening then opening_bits else 0 end) as bits,
        count(*) as units_reported
    from counted
    where bits > 0 or has_opening
    group by
        boundary, total_unit_code, indicator_code, category_code, period_code,
        decimals, numerator_bits, denominator_bits
),

-- A part of which one component is unknown is unknown.
known as (
    select
        boundary,
        total_unit_code as unit_code,
        indicator_code,
        category_code,
        period_code,
        decimals,
        case
            when (bits & numerator_bits) = numerator_bits then cast(numerator as decimal(18, 4))
        end as numerator,
        case
            when (bits & denominator_bits) = denominator_bits
                then cast(denominator as decimal(18, 4))
        end as denominator,
        cast(units_reported as integer) as units_reported
    from sums
)

select
    owed_rates.boundary,
    owed_rates.unit_code,
    owed_rates.indicator_code,
    owed_rates.category_code,
    owed_rates.period_code,
    owed_rates.time_basis,
    cast(
        {{ ratio_half_up('known.numerator', 'known.denominator', 'known.decimals') }}
        as decimal(18, 4)
    ) as value,
    known.numerator,
    known.denominator,
    cast(owed_rates.units_expected as integer) as units_expected,
    coalesce(known.units_reported, 0) as units_reported
from owed_rates
left join known
    on
        owed_rates.boundary = known.boundary
        and owed_rates.unit_code = known.unit_code
        and owed_rates.indicator_code = known.indicator_code
        and owed_rates.category_code = known.category_code
        and owed_rates.period_code = known.period_code
