{{ config(materialized='table') }}

with versions as (
    select * from {{ ref('int_submissions_versioned') }}
    where is_accepted and (superseded_at is null or received_at < superseded_at)
),

report_changes as (
    select * from {{ ref('int_report_changes') }}
),

report_relations as (
    select * from {{ ref('int_report_relations') }}
),

-- When figures of a report became known: by a version or correction of its own, or of a unit below
-- where rules ask for those.
direct as (
    select
        unit_code,
        form_code,
        period_code,
        received_at
    from report_changes
    union distinct
    select
        report_relations.unit_code,
        report_relations.form_code,
        report_relations.period_code,
        report_changes.received_at
    from report_relations
    inner join report_changes
        on
            report_relations.related_unit_code = report_changes.unit_code
            and report_relations.related_form_code = report_changes.form_code
            and report_relations.related_period_code = report_changes.period_code
    where report_relations.period_relation = 'children'
),

firsts as (
    select
        unit_code,
        form_code,
        period_code,
        min(received_at) as first_received_at
    from direct
    group by unit_code, form_code, period_code
),

-- And when those became known, later, that its rules look back at, or that are like it.
changes as (
    select
        unit_code,
        form_code,
        period_code,
        received_at
    from direct
    union distinct
    select
        report_relations.unit_code,
        report_relations.form_code,
        report_relations.period_code,
        direct.received_at
    from report_relations
    inner join firsts
        on
            report_relations.unit_code = firsts.unit_code
            and report_relations.form_code = firsts.form_code
            and report_relations.period_code = firsts.period_code
    inner join direct
        on
            report_relations.related_unit_code = direct.unit_code
            and report_relations.related_form_code = direct.form_code
            and report_relations.related_period_code = direct.period_code
            and firsts.first_received_at < direct.received_at
    where report_relations.period_relation <> 'children'
    union distinct
    select
        unit_code,
        form_code,
        period_code,
        received_at
    from {{ ref('int_likeness_changes') }}
),

numbered as (
    select
        unit_code,
        form_code,
        period_code,
        received_at as known_from,
        lead(received_at) over (
            partition by unit_code, form_code, period_code
            order by received_at
        ) as known_to,
        row_number() over (
            partition by unit_code, form_code, period_code
            order by received_at
        ) as position_no
    from changes
)

select
    numbered.unit_code,
    numbered.form_code,
    numbered.period_code,
    versions.submission_id,
    versions.delivery_id,
    cast(case when numbered.known_to is null then 0 else numbered.position_no end as integer)
        as epoch,
    numbered.known_from,
    numbered.known_to
from numbered
left join versions
    on
        numbered.unit_code = versions.unit_code
        and numbered.form_code = versions.form_code
        and numbered.period_code = versions.period_code
        and {{ is_valid_on('numbered.known_from', 'versions.received_at',
                           'versions.superseded_at') }}
