with comparisons as (
    select * from {{ ref('fct_indicator_comparisons') }}
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

targets as (
    select * from {{ ref('fct_indicator_targets') }}
)

select
    comparisons.unit_code,
    provinces_compared.name_vi as unit_name_vi,
    provinces_compared.name_en as unit_name_en,
    comparisons.period_code,
    provinces_compared.period_type,
    provinces_compared.reporting_year,
    provinces_compared.start_date,
    provinces_compared.end_date,
    comparisons.indicator_code,
    dim_indicators.name_vi as indicator_name_vi,
    dim_indicators.name_en as indicator_name_en,
    dim_indicators.unit_vi as measure_vi,
    dim_indicators.unit_en as measure_en,
    dim_indicators.kind,
    dim_indicators.direction,
    dim_indicators.decimals,
    comparisons.category_code,
    categories.name_vi as category_name_vi,
    categories.name_en as category_name_en,
    categories.sort_order as category_sort,
    indicator_categories.code_list,
    comparisons.value,
    comparisons.numerator,
    comparisons.denominator,
    comparisons.units_expected,
    comparisons.units_reported,
    comparisons.previous_period_code,
    comparisons.previous_value,
    comparisons.previous_numerator,
    comparisons.previous_denominator,
    comparisons.previous_units_expected,
    comparisons.previous_units_reported,
    comparisons.restated_value,
    comparisons.restated_units_expected,
    comparisons.restated_units_reported,
    comparisons.time_basis = 'derived' as is_derived,
    comparisons.comparison,
    comparisons.is_comparable,
    comparisons.break_note_vi,
    comparisons.break_note_en,
    targets.target_value,
    comparisons.change,
    comparisons.change_percent
from comparisons
inner join provinces_compared
    on
        comparisons.unit_code = provinces_compared.unit_code
        and comparisons.period_code = provinces_compared.period_code
inner join dim_indicators
    on comparisons.indicator_code = dim_indicators.indicator_code
left join categories
    on comparisons.category_code = categories.category_code
left join indicator_categories
    on
        comparisons.indicator_code = indicator_categories.indicator_code
        and comparisons.category_code = indicator_categories.category_code
left join targets
    on
        comparisons.unit_code = targets.unit_code
        and comparisons.period_code = targets.period_code
        and comparisons.indicator_code = targets.indicator_code
        and comparisons.category_code = targets.category_code
