with period_parts as (
    select * from {{ ref('stg_reference__period_parts') }}
),

asked as (
    select distinct
        form_code,
        regime,
        period_code
    from {{ ref('int_expected_reports') }}
),

candidates as (
    select
        asked.form_code,
        period_parts.regime,
        period_parts.period_code,
        period_parts.part_period_code,
        period_parts.part_no,
        period_parts.parts,
        count(*) over (
            partition by
                asked.form_code,
                period_parts.regime,
                period_parts.period_code,
                period_parts.parts
        ) as parts_asked
    from period_parts
    inner join asked
        on
            period_parts.regime = asked.regime
            and period_parts.part_period_code = asked.period_code
),

-- Of quarters and months, both asked for, quarters: the fewer reports, the fewer can be missing.
fewest as (
    select
        form_code,
        regime,
        period_code,
        min(parts) as parts
    from candidates
    where parts_asked = parts
    group by form_code, regime, period_code
)

select
    candidates.form_code,
    candidates.regime,
    candidates.period_code,
    candidates.part_period_code,
    candidates.part_no,
    candidates.parts
from candidates
inner join fewest
    on
        candidates.form_code = fewest.form_code
        and candidates.regime = fewest.regime
        and candidates.period_code = fewest.period_code
        and candidates.parts = fewest.parts
