with recursive

units as (
    select * from {{ ref('stg_reference__units') }}
),

unit_parents as (
    select * from {{ ref('stg_reference__unit_parents') }}
    where tree in ('territorial', 'reporting')
),

-- Each step goes up one level and keeps the days on which both the way so far and the step hold.
-- `config check` refuses cycles; the bound keeps one that slips through from running for ever.
ways as (
    select
        unit_parents.tree,
        units.unit_code,
        units.valid_from as unit_valid_from,
        unit_parents.parent_unit_code as ancestor_unit_code,
        1 as depth,
        greatest(units.valid_from, unit_parents.valid_from) as valid_from,
        least(units.valid_to, unit_parents.valid_to) as valid_to
    from units
    inner join unit_parents
        on
            units.unit_code = unit_parents.unit_code
            and (units.valid_to is null or units.valid_to > unit_parents.valid_from)
            and (unit_parents.valid_to is null or units.valid_from < unit_parents.valid_to)
    union all
    select
        ways.tree,
        ways.unit_code,
        ways.unit_valid_from,
        unit_parents.parent_unit_code as ancestor_unit_code,
        ways.depth + 1 as depth,
        greatest(ways.valid_from, unit_parents.valid_from) as valid_from,
        least(ways.valid_to, unit_parents.valid_to) as valid_to
    from ways
    inner join unit_parents
        on
            ways.tree = unit_parents.tree
            and ways.ancestor_unit_code = unit_parents.unit_code
            and (ways.valid_to is null or ways.valid_to > unit_parents.valid_from)
            and (unit_parents.valid_to is null or ways.valid_from < unit_parents.valid_to)
    where ways.depth < 10
)

select
    tree || ' parent' as place,
    unit_code,
    unit_valid_from,
    ancestor_unit_code as above_code,
    valid_from,
    valid_to
from ways
where depth = 1
union all
select
    ways.tree || ' province' as place,
    ways.unit_code,
    ways.unit_valid_from,
    ways.ancestor_unit_code as above_code,
    greatest(ways.valid_from, provinces.valid_from) as valid_from,
    least(ways.valid_to, provinces.valid_to) as valid_to
from ways
inner join units as provinces
    on
        ways.ancestor_unit_code = provinces.unit_code
        and (ways.valid_to is null or ways.valid_to > provinces.valid_from)
        and (provinces.valid_to is null or ways.valid_from < provinces.valid_to)
where provinces.unit_type = 'PROVINCE'
