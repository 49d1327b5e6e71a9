{{ config(materialized='table') }}

with owed_reports as (
    select * from {{ ref('int_owed_reports') }}
),

restated_units as (
    select * from {{ ref('stg_reference__restated_units') }}
    where target_kind = 'group'
)

select distinct
    restated_units.basis,
    owed_reports.period_code,
    restated_units.target_unit_code as group_code
from owed_reports
inner join restated_units
    on
        owed_reports.unit_code = restated_units.unit_code
        and owed_reports.unit_valid_from = restated_units.unit_valid_from
