with units as (
    select * from {{ ref('stg_reference__units') }}
),

lineages as (
    select * from {{ ref('int_unit_lineages') }}
),

provinces as (
    select
        lineages.unit_code,
        lineages.unit_valid_from,
        lineages.ancestor_unit_code,
        lineages.valid_from,
        lineages.valid_to
    from lineages
    inner join units
        on
            lineages.ancestor_unit_code = units.unit_code
            and {{ is_valid_on('lineages.valid_from', 'units.valid_from', 'units.valid_to') }}
    where units.unit_type = 'PROVINCE'
),

parents as (
    select * from {{ ref('int_unit_lineages') }}
    where depth = 1
),

-- The days on which the unit, its parent or its province begins or ends.
change_days as (
    select
        unit_code,
        valid_from as unit_valid_from,
        valid_from as starts_on
    from units
    union
    select
        unit_code,
        unit_valid_from,
        valid_from as starts_on
    from parents
    union
    select
        unit_code,
        unit_valid_from,
        valid_to as starts_on
    from parents
    union
    select
        unit_code,
        unit_valid_from,
        valid_from as starts_on
    from provinces
    union
    select
        unit_code,
        unit_valid_from,
        valid_to as starts_on
    from provinces
),

intervals as (
    select
        units.unit_code,
        units.valid_from as unit_valid_from,
        change_days.starts_on as valid_from,
        coalesce(
            lead(change_days.starts_on) over (
                partition by units.scheme, units.unit_code, units.valid_from
                order by change_days.starts_on
            ),
            units.valid_to
        ) as valid_to
    from units
    inner join change_days
        on
            units.unit_code = change_days.unit_code
            and units.valid_from = change_days.unit_valid_from
            and {{ is_valid_on('change_days.starts_on', 'units.valid_from', 'units.valid_to') }}
)

select
    units.scheme || ':' || units.unit_code || ':' || intervals.valid_from as unit_key,
    units.scheme,
    units.unit_code,
    units.name_vi,
    units.name_en,
    units.unit_type,
    units.level,
    parents.ancestor_unit_code as parent_unit_code,
    coalesce(provinces.ancestor_unit_code, units.province_code) as province_code,
    units.is_synthetic,
    intervals.valid_from,
    intervals.valid_to
from intervals
inner join units
    on
        intervals.unit_code = units.unit_code
        and intervals.unit_valid_from = units.valid_from
left join parents
    on
        intervals.unit_code = parents.unit_code
        and intervals.unit_valid_from = parents.unit_valid_from
        and {{ is_valid_on('intervals.valid_from', 'parents.valid_from', 'parents.valid_to') }}
left join provinces
    on
        intervals.unit_code = provinces.unit_code
        and intervals.unit_valid_from = provinces.unit_valid_from
        and {{ is_valid_on('intervals.valid_from', 'provinces.valid_from', 'provinces.valid_to') }}
