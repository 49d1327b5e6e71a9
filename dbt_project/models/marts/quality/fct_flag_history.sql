{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
        meta={'looks_back': true, 'unplaced': true},
    )
}}

{%- set about = 'flag_id, check_code, unit_code, form_code, period_code' %}

with runs as (
    select * from {{ ref('int_flag_runs') }}
    where {{ in_build_periods('period_code', looks_back=true, unplaced=true) }}
),

decisions as (
    select
        flag_id,
        action,
        decided_at,
        until_at,
        decided_by,
        reason,
        lead(decided_at) over (partition by flag_id order by decision_no) as next_decided_at
    from {{ ref('stg_reference__flag_decisions') }}
),

-- A decision is about the fault as it stood then, and ends with it.
decided as (
    select
        {%- for column in about.split(', ') %}
        runs.{{ column }},
        {%- endfor %}
        runs.closed_at,
        decisions.action,
        decisions.decided_at,
        decisions.until_at,
        decisions.decided_by,
        decisions.reason,
        decisions.next_decided_at
    from runs
    inner join decisions
        on
            runs.flag_id = decisions.flag_id
            and runs.opened_at <= decisions.decided_at
            and (runs.closed_at is null or runs.closed_at > decisions.decided_at)
),

changes as (
    select
        {{ about }},
        'open' as status,
        case when run_no = 1 then 'found' else 'came_back' end as change,
        {{ decided_by_nobody() }},
        opened_at as changed_at,
        1 as position_no
    from runs
    union all
    select
        {{ about }},
        'open' as status,
        'ran_out' as change,
        {{ decided_by_nobody() }},
        until_at as changed_at,
        2 as position_no
    from decided
    where
        until_at <= {{ as_of() }}
        and (closed_at is null or until_at < closed_at)
        and (next_decided_at is null or until_at < next_decided_at)
    union all
    select
        {{ about }},
        case when action = 'reopened' then 'open' else action end as status,
        action as change,
        decided_by,
        reason,
        until_at,
        decided_at as changed_at,
        3 as position_no
    from decided
    union all
    select
        {{ about }},
        'resolved' as status,
        'corrected' as change,
        {{ decided_by_nobody() }},
        closed_at as changed_at,
        4 as position_no
    from runs
    where closed_at is not null
),

-- Of two changes at one instant the later kind counts: what began and ended at once is over.
ordered as (
    select
        *,
        lead(changed_at) over (partition by flag_id, period_code order by changed_at, position_no)
            as next_changed_at
    from changes
)

select
    {{ about }},
    status,
    change,
    decided_by,
    reason,
    until_at,
    changed_at as known_from,
    next_changed_at as known_to
from ordered
where next_changed_at is null or changed_at < next_changed_at
