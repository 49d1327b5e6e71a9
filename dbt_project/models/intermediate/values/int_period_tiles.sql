{{ config(materialized='table') }}

with derived_parts as (
    select * from {{ ref('int_derived_parts') }}
),

closing_parts as (
    select * from {{ ref('int_closing_parts') }}
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
    form_code,
    regime,
    period_code,
    made_as,
    closing_period_code,
    part_period_code,
    part_no,
    parts
from tiles
