with successions as (
    select * from {{ ref('stg_reference__unit_successions') }}
),

units as (
    select * from {{ ref('dim_units') }}
)

-- `config check` has seen to it that both are there.
select
    former.unit_key as from_unit_key,
    heir.unit_key as to_unit_key,
    successions.from_unit_code,
    successions.to_unit_code,
    successions.effective_date,
    successions.kind,
    successions.weight,
    successions.population_weight,
    successions.legal_basis
from successions
inner join units as former
    on
        successions.from_unit_code = former.unit_code
        and successions.effective_date = former.valid_to
inner join units as heir
    on
        successions.to_unit_code = heir.unit_code
        and {{ is_valid_on('successions.effective_date', 'heir.valid_from', 'heir.valid_to') }}
