{{ config(materialized='table') }}

with lineages as (
    select * from {{ ref('int_unit_lineages') }}
),

expected_reports as (
    select * from {{ ref('int_expected_reports') }}
),

periods as (
    select distinct
        regime,
        period_code,
        end_date
    from expected_reports
)

select
    periods.regime,
    periods.period_code,
    lineages.unit_code,
    lineages.ancestor_unit_code,
    lineages.depth
from periods
inner join lineages
    on {{ is_valid_on('periods.end_date', 'lineages.valid_from', 'lineages.valid_to') }}
