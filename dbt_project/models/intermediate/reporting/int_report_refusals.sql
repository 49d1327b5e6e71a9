with expected_reports as (
    select * from {{ ref('int_expected_reports') }}
),

submissions as (
    select * from {{ ref('int_submissions_versioned') }}
    where outcome in ('rejected', 'quarantined')
),

files as (
    select * from {{ ref('stg_landing__files') }}
),

-- A report names its unit, or the unit that its name suggests.
refused_reports as (
    select
        coalesce(unit_code, proposed_unit_code) as unit_code,
        form_code,
        period_code,
        received_at,
        cast(null as {{ type_instant() }}) as released_at
    from submissions
    where unit_code is not null or proposed_unit_code is not null
),

-- What a sender handed in that was taken in, at least in part.
taken_in as (
    select distinct
        sender_unit_code,
        form_code,
        period_code,
        received_at
    from {{ ref('int_submissions_versioned') }}
    where is_accepted
),

-- A file that was refused as a whole stands for all reports that its sender owed in it, until a
-- later one is taken in: what that one leaves out was never sent.
refused_files as (
    select
        expected_reports.unit_code,
        expected_reports.form_code,
        expected_reports.period_code,
        submissions.received_at,
        min(taken_in.received_at) as released_at
    from submissions
    inner join files
        on submissions.delivery_id = files.delivery_id
    inner join expected_reports
        on
            submissions.sender_unit_code = expected_reports.sender_unit_code
            and submissions.form_code = expected_reports.form_code
            and submissions.period_code = expected_reports.period_code
    left join taken_in
        on
            submissions.sender_unit_code = taken_in.sender_unit_code
            and submissions.form_code = taken_in.form_code
            and submissions.period_code = taken_in.period_code
            and submissions.received_at < taken_in.received_at
    where
        files.outcome in ('refused', 'quarantined')
        and submissions.unit_code is null
        and submissions.proposed_unit_code is null
    group by
        submissions.submission_id,
        expected_reports.unit_code,
        expected_reports.form_code,
        expected_reports.period_code,
        submissions.received_at
),

refusals as (
    select
        unit_code,
        form_code,
        period_code,
        received_at,
        released_at
    from refused_reports
    union all
    select
        unit_code,
        form_code,
        period_code,
        received_at,
        released_at
    from refused_files
)

select
    unit_code,
    form_code,
    period_code,
    count(*) as refusals,
    min(received_at) as first_refused_at,
    max(received_at) as last_refused_at,
    case when count(*) = count(released_at) then max(released_at) end as released_at
from refusals
where form_code is not null and period_code is not null
group by unit_code, form_code, period_code
