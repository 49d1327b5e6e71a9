{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
        meta={'looks_back': true},
    )
}}

with provinces_compared as (
    select * from ({{ provinces_compared() }}) as compared
    where {{ in_build_periods('period_code', looks_back=true) }}
),

aggregates as (
    select * from {{ ref('fct_indicator_aggregates') }}
    where boundary = 'as_reported' and {{ in_build_periods('period_code', looks_back=true) }}
),

-- Provinces are few among the units.
{%- for name, boundary in [('earlier', 'as_reported'), ('restated', 'current')] %}
{{ name }} as (
    select * from {{ ref('fct_indicator_aggregates') }}
    where
        boundary = '{{ boundary }}'
        and unit_code in (select own.unit_code from provinces_compared as own)
        and period_code in (select own.previous_period_code from provinces_compared as own)
),
{% endfor %}

dim_indicators as (
    select * from {{ ref('dim_indicators') }}
),

series_breaks as (
    {{ series_breaks() }}
),

compared as (
    select
        aggregates.unit_code,
        aggregates.period_code,
        aggregates.indicator_code,
        aggregates.category_code,
        aggregates.time_basis,
        aggregates.value,
        aggregates.numerator,
        aggregates.denominator,
        aggregates.units_expected,
        aggregates.units_reported,
        provinces_compared.previous_period_code,
        series_breaks.note_vi as break_note_vi,
        series_breaks.note_en as break_note_en,
        earlier.value as previous_value,
        earlier.numerator as previous_numerator,
        earlier.denominator as previous_denominator,
        earlier.units_expected as previous_units_expected,
        earlier.units_reported as previous_units_reported,
        restated.value as restated_value,
        restated.units_expected as restated_units_expected,
        restated.units_reported as restated_units_reported,
        case
            when aggregates.value is null then 'unknown'
            when provinces_compared.previous_period_code is null then 'no_previous'
            when not provinces_compared.is_same_territory then 'territory'
            when earlier.value is null then 'no_previous'
            when series_breaks.indicator_code is not null then 'definition'
            else 'comparable'
        end as comparison
    from aggregates
    inner join provinces_compared
        on
            aggregates.unit_code = provinces_compared.unit_code
            and aggregates.period_code = provinces_compared.period_code
    left join series_breaks
        on
            aggregates.indicator_code = series_breaks.indicator_code
            and aggregates.period_code = series_breaks.period_code
    -- Conditions on one side only stand within a key: DuckDB joins by keys what it would otherwise
    -- compare row by row.
    left join earlier
        on
            case
                when provinces_compared.is_same_territory
                    then provinces_compared.previous_period_code
            end = earlier.period_code
            and provinces_compared.unit_code = earlier.unit_code
            and aggregates.indicator_code = earlier.indicator_code
            and aggregates.category_code = earlier.category_code
    -- Restated figures are those of the units of today.
    left join restated
        on
            case
                when provinces_compared.is_of_today and not provinces_compared.is_same_territory
                    then provinces_compared.previous_period_code
            end = restated.period_code
            and provinces_compared.unit_code = restated.unit_code
            and aggregates.indicator_code = restated.indicator_code
            and aggregates.category_code = restated.category_code
),

changes as (
    select
        *,
        comparison = 'comparable' as is_comparable,
        case when comparison = 'comparable' then value - previous_value end as change
    from compared
)

select
    changes.*,
    case
        when dim_indicators.kind <> 'rate'
            then {{ ratio_half_up('changes.change', 'changes.previous_value', 1) }}
    end as change_percent
from changes
inner join dim_indicators
    on changes.indicator_code = dim_indicators.indicator_code
