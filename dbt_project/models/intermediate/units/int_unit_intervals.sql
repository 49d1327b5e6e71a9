{{ config(materialized='table') }}

with units as (select * from {{ ref('stg_reference__units') }}),

places as (select * from {{ ref('int_unit_places') }}),

change_days as (
    select
        unit_code,
        unit_valid_from,
        valid_from as starts_on
    from places
    union
    select
        unit_code,
        unit_valid_from,
        valid_to as starts_on
    from places
    union
    select
        unit_code,
        valid_from as unit_valid_from,
        valid_from as starts_on
    from units
),

days as (
    select
        units.unit_code,
        units.valid_from as unit_valid_from,
        change_days.starts_on,
        case when units.unit_type = 'PROVINCE' then units.unit_code end as itself,
        units.province_code
    from units
    inner join change_days
        on
            units.unit_code = change_days.unit_code
            and units.valid_from = change_days.unit_valid_from
            and {{ is_valid_on('change_days.starts_on', 'units.valid_from', 'units.valid_to') }}
),

-- Apart from the outer join below, which over intervals would compare every unit with every other.
places_on_days as (
    select
        days.unit_code,
        days.unit_valid_from,
        days.starts_on,
        max(case when places.place = 'reporting parent' then places.above_code end)
            as reporting_parent,
        max(case when places.place = 'territorial parent' then places.above_code end) as parent,
        max(case when places.place = 'reporting province' then places.above_code end)
            as reporting_province,
        max(case when places.place = 'territorial province' then places.above_code end) as province
    from days
    inner join places
        on
            days.unit_code = places.unit_code
            and days.unit_valid_from = places.unit_valid_from
            and {{ is_valid_on('days.starts_on', 'places.valid_from', 'places.valid_to') }}
    group by days.unit_code, days.unit_valid_from, days.starts_on
),

placed as (
    select
        days.unit_code,
        days.unit_valid_from,
        days.starts_on,
        coalesce(found.reporting_parent, found.parent) as parent_unit_code,
        coalesce(days.itself, found.province, found.reporting_province, days.province_code)
            as province_code
    from days
    left join places_on_days as found
        on
            days.unit_code = found.unit_code
            and days.unit_valid_from = found.unit_valid_from
            and days.starts_on = found.starts_on
),

compared as (
    select
        *,
        lag(starts_on) over unit_days as previous_starts_on,
        lag(parent_unit_code) over unit_days as previous_parent_unit_code,
        lag(province_code) over unit_days as previous_province_code
    from placed
    window unit_days as (partition by unit_code, unit_valid_from order by starts_on)
)

-- A day on which neither the parent nor the province becomes another begins no interval.
select
    unit_code,
    unit_valid_from,
    starts_on as valid_from,
    parent_unit_code,
    province_code
from compared
where
    previous_starts_on is null
    or previous_parent_unit_code is distinct from parent_unit_code
    or previous_province_code is distinct from province_code
