{{ config(materialized='table') }}

with submissions as (
    select * from {{ ref('stg_landing__submissions') }}
),

classified as (
    select
        submission_id,
        delivery_id,
        file_sha256,
        file_name,
        sender_unit_code,
        unit_code,
        proposed_unit_code,
        form_code,
        form_version,
        period_code,
        regime,
        layout_code,
        sheet,
        outcome,
        report_date,
        received_at,
        ingested_at,
        outcome in ('accepted', 'accepted_with_flags') as is_accepted,
        outcome <> 'duplicate'
        and unit_code is not null
        and form_code is not null
        and period_code is not null as is_version
    from submissions
),

numbered as (
    select
        submission_id,
        delivery_id,
        file_sha256,
        file_name,
        sender_unit_code,
        unit_code,
        proposed_unit_code,
        form_code,
        form_version,
        period_code,
        regime,
        layout_code,
        sheet,
        outcome,
        report_date,
        received_at,
        ingested_at,
        is_accepted,
        is_version,
        case
            when is_version then row_number() over (
                partition by unit_code, form_code, period_code, is_version
                order by received_at, submission_id
            )
        end as version,
        case
            when is_version then min(case when is_accepted then received_at end) over (
                partition by unit_code, form_code, period_code, is_version
                order by received_at, submission_id
                rows between 1 following and unbounded following
            )
        end as superseded_at
    from classified
)

select
    submission_id,
    delivery_id,
    file_sha256,
    file_name,
    sender_unit_code,
    unit_code,
    proposed_unit_code,
    form_code,
    form_version,
    period_code,
    regime,
    layout_code,
    sheet,
    outcome,
    version,
    is_version and is_accepted as is_accepted,
    is_version and is_accepted and superseded_at is null as is_current,
    report_date,
    received_at,
    ingested_at,
    superseded_at
from numbered
