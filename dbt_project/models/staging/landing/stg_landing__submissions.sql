with submissions as (
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
        ingested_at,
        {{ first_received_at() }} as received_at
    from {{ source('landing', 'submissions') }}
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
    report_date,
    received_at,
    ingested_at
from submissions
where received_at <= {{ as_of() }}
