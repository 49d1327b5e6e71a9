with successions as (
    select
        from_unit_code,
        to_unit_code,
        effective_date,
        min(coalesce(weight, 0)) over (partition by from_unit_code, effective_date) = 1 as is_whole
    from {{ ref('stg_reference__unit_successions') }}
)

-- Every predecessor went over as a whole, or nothing is known of what the unit took over.
select
    to_unit_code as unit_code,
    effective_date,
    from_unit_code as predecessor_unit_code,
    min(case when is_whole then 1 else 0 end) over (partition by to_unit_code, effective_date) = 1
        as is_whole
from successions
