with report_statuses as (
    select * from {{ ref('int_report_statuses') }}
),

-- What changed a report's status; a refusal only while nothing had been accepted.
moments as (
    select
        unit_code,
        form_code,
        period_code,
        status,
        days_late,
        case when due_date < {{ today() }} then {{ end_of_local_day('due_date') }} end
            as overdue_at,
        case
            when first_received_at is null or first_refused_at < first_received_at
                then first_refused_at
        end as refused_at,
        case
            when released_at < first_received_at or first_received_at is null then released_at
        end as released_at,
        first_received_at as accepted_at
    from report_statuses
),

arrivals as (
    select
        unit_code,
        form_code,
        period_code,
        status,
        days_late,
        overdue_at,
        refused_at,
        released_at,
        accepted_at,
        coalesce(refused_at, accepted_at) as arrived_at
    from moments
)

select
    unit_code,
    form_code,
    period_code,
    'not_due' as status,
    cast(null as integer) as days_late,
    cast(null as {{ type_instant() }}) as known_from,
    case when arrived_at is null or overdue_at < arrived_at then overdue_at else arrived_at end
        as known_to
from arrivals
union all
select
    unit_code,
    form_code,
    period_code,
    'missing' as status,
    cast(null as integer) as days_late,
    overdue_at as known_from,
    arrived_at as known_to
from arrivals
where overdue_at is not null and (arrived_at is null or overdue_at < arrived_at)
union all
select
    unit_code,
    form_code,
    period_code,
    'rejected' as status,
    cast(null as integer) as days_late,
    refused_at as known_from,
    coalesce(released_at, accepted_at) as known_to
from arrivals
where refused_at is not null
union all
-- A refused file that a later one took the place of, without this report: as before it came.
select
    unit_code,
    form_code,
    period_code,
    'not_due' as status,
    cast(null as integer) as days_late,
    released_at as known_from,
    case
        when overdue_at is null or accepted_at < overdue_at then accepted_at else overdue_at
    end as known_to
from arrivals
where released_at is not null and (overdue_at is null or released_at < overdue_at)
union all
select
    unit_code,
    form_code,
    period_code,
    'missing' as status,
    cast(null as integer) as days_late,
    greatest(released_at, overdue_at) as known_from,
    accepted_at as known_to
from arrivals
where
    released_at is not null
    and overdue_at is not null
    and (accepted_at is null or overdue_at < accepted_at)
union all
select
    unit_code,
    form_code,
    period_code,
    status,
    cast(days_late as integer) as days_late,
    accepted_at as known_from,
    cast(null as {{ type_instant() }}) as known_to
from arrivals
where accepted_at is not null
