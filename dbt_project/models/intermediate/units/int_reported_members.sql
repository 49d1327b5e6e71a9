with reports as (
    select distinct
        unit_code,
        unit_valid_from,
        regime,
        period_code,
        is_closing
    from {{ ref('int_owed_reports') }}
),

bases as (
    select distinct basis
    from {{ ref('stg_reference__restated_units') }}
),

unit_ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
),

periods as (
    select * from {{ ref('stg_reference__periods') }}
),

closing_lineages as (
    select * from {{ ref('stg_reference__closing_lineages') }}
)

select
    'as_reported' as boundary,
    bases.basis,
    reports.unit_code,
    reports.unit_valid_from,
    reports.regime,
    reports.period_code,
    reports.is_closing,
    unit_ancestors.ancestor_unit_code as total_unit_code,
    not unit_ancestors.is_total as keeps_opening
from reports
inner join unit_ancestors
    on
        reports.regime = unit_ancestors.regime
        and reports.period_code = unit_ancestors.period_code
        and reports.unit_code = unit_ancestors.unit_code
cross join bases
where not reports.is_closing
union all
select
    'as_reported' as boundary,
    closing_lineages.basis,
    reports.unit_code,
    reports.unit_valid_from,
    reports.regime,
    reports.period_code,
    reports.is_closing,
    closing_lineages.ancestor_unit_code as total_unit_code,
    false as keeps_opening
from reports
inner join periods
    on
        reports.regime = periods.regime
        and reports.period_code = periods.period_code
inner join closing_lineages
    on
        periods.end_date = closing_lineages.on_day
        and reports.unit_code = closing_lineages.unit_code
        and reports.unit_valid_from = closing_lineages.unit_valid_from
where reports.is_closing
