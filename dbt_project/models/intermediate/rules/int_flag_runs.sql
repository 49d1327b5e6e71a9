{%- set about = ['flag_id', 'check_code', 'unit_code', 'form_code', 'period_code'] | join(', ') %}

with sightings as (
    select * from {{ ref('int_flag_sightings') }}
),

-- A flag stands without a break for as long as one sighting begins before the others have gone.
marked as (
    select
        {{ about }},
        source_id,
        seen_at,
        gone_at,
        case
            when seen_at <= max(coalesce(gone_at, {{ as_of() }})) over (
                partition by flag_id, period_code
                order by seen_at, gone_at
                rows between unbounded preceding and 1 preceding
            ) then 0
            else 1
        end as begins
    from sightings
),

numbered as (
    select
        {{ about }},
        source_id,
        seen_at,
        gone_at,
        sum(begins) over (
            partition by flag_id, period_code
            order by seen_at, gone_at
            rows between unbounded preceding and current row
        ) as run_no
    from marked
)

select
    {{ about }},
    cast(run_no as integer) as run_no,
    min(seen_at) as opened_at,
    case when count(*) = count(gone_at) then max(gone_at) end as closed_at,
    max(seen_at) as last_seen_at,
    cast(count(distinct source_id) as integer) as times_seen
from numbered
group by {{ about }}, run_no
