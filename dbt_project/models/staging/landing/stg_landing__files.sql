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
from {{ source('landing', 'files') }}
-- A build knows nothing of what is received after its own present.
where received_at <= {{ as_of() }}
