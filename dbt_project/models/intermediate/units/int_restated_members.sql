with reports as (
    select distinct
        unit_code,
        unit_valid_from,
        regime,
        period_code,
        is_closing
    from {{ ref('int_owed_reports') }}
),

restated_units as (
    select * from {{ ref('stg_reference__restated_units') }}
),

restated_lineages as (
    select * from {{ ref('stg_reference__restated_lineages') }}
),

unit_groups as (
    select distinct
        basis,
        group_code
    from {{ ref('stg_reference__unit_groups') }}
),

split_groups as (
    select * from {{ ref('int_split_groups') }}
)

-- A group that holds nothing but its members would only repeat their sum.
select
    'current' as boundary,
    restated_units.basis,
    reports.unit_code,
    reports.unit_valid_from,
    reports.regime,
    reports.period_code,
    reports.is_closing,
    restated_lineages.ancestor_unit_code as total_unit_code,
    false as keeps_opening
from reports
inner join restated_units
    on
        reports.unit_code = restated_units.unit_code
        and reports.unit_valid_from = restated_units.unit_valid_from
inner join restated_lineages
    on
        restated_units.basis = restated_lineages.basis
        and restated_units.target_unit_code = restated_lineages.target_unit_code
left join unit_groups
    on
        restated_lineages.basis = unit_groups.basis
        and restated_lineages.ancestor_unit_code = unit_groups.group_code
left join split_groups
    on
        restated_lineages.basis = split_groups.basis
        and restated_lineages.ancestor_unit_code = split_groups.group_code
        and reports.period_code = split_groups.period_code
where unit_groups.group_code is null or split_groups.group_code is not null
