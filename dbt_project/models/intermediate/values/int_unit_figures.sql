with unit_values as (
    select * from {{ ref('int_unit_values') }}
),

missing_figures as (
    select * from {{ ref('int_missing_figures') }}
),

indicators as (
    select * from {{ ref('stg_reference__indicators') }}
),

figures as (
    select
        unit_code,
        unit_valid_from,
        regime,
        period_code,
        is_closing,
        is_opening_replaced,
        time_basis,
        indicator_code,
        category_code,
        value
    from unit_values
    union all
    select
        unit_code,
        unit_valid_from,
        regime,
        period_code,
        is_closing,
        is_opening_replaced,
        time_basis,
        indicator_code,
        category_code,
        cast(null as decimal(18, 4)) as value
    from missing_figures
)

select
    figures.unit_code,
    figures.unit_valid_from,
    figures.regime,
    figures.period_code,
    figures.is_closing,
    figures.indicator_code,
    figures.category_code,
    indicators.succession_basis as basis,
    indicators.agg_periods = 'first' and figures.is_opening_replaced as gives_way,
    figures.time_basis,
    figures.value
from figures
inner join indicators
    on figures.indicator_code = indicators.indicator_code
