{{ config(materialized='table') }}

with lineages as (
    select * from {{ ref('int_unit_lineages') }}
),

periods as (
    select distinct
        regime,
        period_code,
        end_date
    from {{ ref('int_expected_reports') }}
    union
    select distinct
        periods.regime,
        periods.period_code,
        periods.end_date
    from {{ ref('int_period_tiles') }} as tiles
    inner join {{ ref('stg_reference__periods') }} as periods
        on tiles.regime = periods.regime and tiles.period_code = periods.period_code
)

select
    periods.regime,
    periods.period_code,
    lineages.unit_code,
    lineages.unit_valid_from,
    lineages.ancestor_unit_code,
    lineages.depth,
    max(lineages.depth) over (
        partition by periods.regime, periods.period_code, lineages.ancestor_unit_code
    ) > 0 as is_total
from periods
inner join lineages
    on {{ is_valid_on('periods.end_date', 'lineages.valid_from', 'lineages.valid_to') }}
