with units as (
    select * from {{ ref('stg_reference__units') }}
),

intervals as (
    select * from {{ ref('int_unit_intervals') }}
)

select
    units.scheme || ':' || units.unit_code || ':' || intervals.valid_from as unit_key,
    units.scheme,
    units.unit_code,
    units.name_vi,
    units.name_en,
    units.designation_vi,
    units.unit_type,
    units.level,
    intervals.parent_unit_code,
    intervals.province_code,
    units.is_synthetic,
    intervals.valid_from,
    coalesce(
        lead(intervals.valid_from) over (
            partition by units.scheme, units.unit_code, units.valid_from
            order by intervals.valid_from
        ),
        units.valid_to
    ) as valid_to
from intervals
inner join units
    on
        intervals.unit_code = units.unit_code
        and intervals.unit_valid_from = units.valid_from
