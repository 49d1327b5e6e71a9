{{ config(materialized='table') }}

with derived_parts as (
    select * from {{ ref('int_derived_parts') }}
),

closing_parts as (
    select * from {{ ref('int_closing_parts') }}
),

periods_observed as (
    select * from {{ ref('int_periods_observed') }}
),

tiles as (
    select
        form_code,
        regime,
        period_code,
        'derived' as made_as,
        cast(null as {{ type_text() }}) as closing_period_code,
        part_period_code,
        part_no,
        parts
    from derived_parts
    union all
    select
        form_code,
        regime,
        period_code,
        'closing' as made_as,
        closing_period_code,
        part_period_code,
        part_no,
        parts
    from closing_parts
)

select
    tiles.form_code,
    tiles.regime,
    tiles.period_code,
    tiles.made_as,
    tiles.closing_period_code,
    tiles.part_period_code,
    tiles.part_no,
    tiles.parts
from tiles
inner join periods_observed
    on tiles.period_code = periods_observed.period_code
