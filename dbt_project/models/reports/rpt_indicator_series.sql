with aggregates as (
    select * from {{ ref('fct_indicator_aggregates') }}
),

dim_indicators as (
    select * from {{ ref('dim_indicators') }}
),

periods as (
    select
        period_code,
        max(period_type) as period_type,
        max(reporting_year) as reporting_year,
        min(start_date) as start_date,
        max(end_date) as end_date
    from {{ ref('dim_periods') }}
    group by period_code
),

category_names as (
    select
        category_code,
        max(name_vi) as category_name_vi,
        max(name_en) as category_name_en
    from {{ ref('dim_categories') }}
    group by category_code
),

targets as (
    select * from {{ ref('fct_indicator_targets') }}
),

unit_names as (
    {{ total_units() }}
)

select
    aggregates.unit_code,
    unit_names.unit_name_vi,
    unit_names.unit_name_en,
    unit_names.unit_type,
    unit_names.unit_level,
    unit_names.parent_unit_code,
    aggregates.boundary,
    aggregates.indicator_code,
    dim_indicators.name_vi as indicator_name_vi,
    dim_indicators.name_en as indicator_name_en,
    dim_indicators.unit_vi as measure_vi,
    dim_indicators.unit_en as measure_en,
    dim_indicators.kind,
    dim_indicators.decimals,
    aggregates.category_code,
    category_names.category_name_vi,
    category_names.category_name_en,
    aggregates.period_code,
    periods.period_type,
    periods.reporting_year,
    periods.start_date,
    periods.end_date,
    aggregates.time_basis,
    aggregates.exact_unit_code,
    aggregates.allocated_share,
    aggregates.definition_version,
    aggregates.is_series_break,
    aggregates.value,
    aggregates.numerator,
    aggregates.denominator,
    case when unit_names.has_targets then targets.target_value end as target_value,
    aggregates.units_expected,
    aggregates.units_reported,
    {{ ratio_half_up('aggregates.units_reported', 'aggregates.units_expected', 2) }} as coverage
from aggregates
inner join periods
    on aggregates.period_code = periods.period_code
left join unit_names
    on
        aggregates.boundary = unit_names.boundary
        and aggregates.unit_code = unit_names.unit_code
        and aggregates.period_code = unit_names.period_code
left join dim_indicators
    on aggregates.indicator_code = dim_indicators.indicator_code
left join category_names
    on aggregates.category_code = category_names.category_code
left join targets
    on
        aggregates.unit_code = targets.unit_code
        and aggregates.indicator_code = targets.indicator_code
        and aggregates.category_code = targets.category_code
        and aggregates.period_code = targets.period_code
