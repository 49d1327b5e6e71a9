with files as (
    select
        delivery_id,
        batch_id,
        file_sha256,
        file_name,
        inbox_path,
        sender_unit_code,
        media_type,
        outcome,
        size_bytes,
        ingested_at,
        {{ first_received_at() }} as received_at
    from {{ source('landing', 'files') }}
)

select
    delivery_id,
    batch_id,
    file_sha256,
    file_name,
    inbox_path,
    sender_unit_code,
    media_type,
    outcome,
    size_bytes,
    received_at,
    ingested_at
from files
-- A build knows nothing of what is received after its own present.
where received_at <= {{ as_of() }}
