with recursive

unit_parents as (
    select * from {{ ref('stg_reference__unit_parents') }}
    where tree = 'reporting'
),

-- The whole country is on record; totals are of those who report here.
reporting_codes as (
    select unit_code from unit_parents
    union
    select parent_unit_code as unit_code from unit_parents
    union
    select unit_code from {{ ref('int_expected_reports') }}
),

units as (
    select
        units.unit_code,
        units.valid_from,
        units.valid_to
    from {{ ref('stg_reference__units') }} as units
    inner join reporting_codes
        on units.unit_code = reporting_codes.unit_code
),

-- Each step goes up one level and keeps the days on which both the way so far and the step hold.
-- `config check` refuses cycles; the bound keeps one that slips through from running for ever.
lineages as (
    select
        unit_code,
        valid_from as unit_valid_from,
        unit_code as ancestor_unit_code,
        0 as depth,
        valid_from,
        valid_to
    from units
    union all
    select
        lineages.unit_code,
        lineages.unit_valid_from,
        unit_parents.parent_unit_code as ancestor_unit_code,
        lineages.depth + 1 as depth,
        greatest(lineages.valid_from, unit_parents.valid_from) as valid_from,
        least(lineages.valid_to, unit_parents.valid_to) as valid_to
    from lineages
    inner join unit_parents
        on
            lineages.ancestor_unit_code = unit_parents.unit_code
            and (lineages.valid_to is null or lineages.valid_to > unit_parents.valid_from)
            and (unit_parents.valid_to is null or lineages.valid_from < unit_parents.valid_to)
    where lineages.depth < 10
)

select
    unit_code,
    unit_valid_from,
    ancestor_unit_code,
    depth,
    valid_from,
    valid_to
from lineages
