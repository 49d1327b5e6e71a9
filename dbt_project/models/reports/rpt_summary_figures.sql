with aggregates as (
    select * from {{ ref('fct_indicator_aggregates') }}
    where boundary = 'as_reported'
),

dim_indicators as (
    select * from {{ ref('dim_indicators') }}
),

categories as (
    select
        category_code,
        max(name_vi) as name_vi,
        max(name_en) as name_en,
        min(sort_order) as sort_order
    from {{ ref('dim_categories') }}
    group by category_code
),

indicator_categories as (
    {{ indicator_categories() }}
),

provinces_compared as (
    {{ provinces_compared() }}
),

compared as (
    select
        aggregates.*,
        provinces_compared.previous_period_code,
        earlier.value as previous_value,
        earlier.numerator as previous_numerator,
        earlier.denominator as previous_denominator,
        earlier.units_expected as previous_units_expected,
        earlier.units_reported as previous_units_reported,
        case
            when aggregates.value is null then 'unknown'
            when provinces_compared.previous_period_code is null then 'no_previous'
            when not provinces_compared.is_same_territory then 'territory'
            when earlier.value is null then 'no_previous'
            else 'comparable'
        end as comparison
    from aggregates
    inner join provinces_compared
        on
            aggregates.unit_code = provinces_compared.unit_code
            and aggregates.period_code = provinces_compared.period_code
    left join aggregates as earlier
        on
            provinces_compared.previous_period_code = earlier.period_code
            and provinces_compared.unit_code = earlier.unit_code
            and aggregates.indicator_code = earlier.indicator_code
            and aggregates.category_code = earlier.category_code
            and provinces_compared.is_same_territory
),

changes as (
    select
        *,
        case when comparison = 'comparable' then value - previous_value end as change
    from compared
)

select
    changes.unit_code,
    provinces_compared.name_vi as unit_name_vi,
    provinces_compared.name_en as unit_name_en,
    changes.period_code,
    provinces_compared.period_type,
    provinces_compared.reporting_year,
    provinces_compared.start_date,
    provinces_compared.end_date,
    changes.indicator_code,
    dim_indicators.name_vi as indicator_name_vi,
    dim_indicators.name_en as indicator_name_en,
    dim_indicators.unit_vi as measure_vi,
    dim_indicators.unit_en as measure_en,
    dim_indicators.kind,
    dim_indicators.direction,
    dim_indicators.decimals,
    changes.category_code,
    categories.name_vi as category_name_vi,
    categories.name_en as category_name_en,
    categories.sort_order as category_sort,
    indicator_categories.code_list,
    changes.value,
    changes.numerator,
    changes.denominator,
    changes.units_expected,
    changes.units_reported,
    changes.previous_period_code,
    changes.previous_value,
    changes.previous_numerator,
    changes.previous_denominator,
    changes.previous_units_expected,
    changes.previous_units_reported,
    changes.comparison,
    changes.comparison = 'comparable' as is_comparable,
    changes.change,
    case
        when dim_indicators.kind <> 'rate'
            then {{ ratio_half_up('changes.change', 'changes.previous_value', 1) }}
    end as change_percent
from changes
inner join provinces_compared
    on
        changes.unit_code = provinces_compared.unit_code
        and changes.period_code = provinces_compared.period_code
inner join dim_indicators
    on changes.indicator_code = dim_indicators.indicator_code
left join categories
    on changes.category_code = categories.category_code
left join indicator_categories
    on
        changes.indicator_code = indicator_categories.indicator_code
        and changes.category_code = indicator_categories.category_code
