select
    decision_no,
    flag_id,
    action,
    decided_at,
    until_at,
    decided_by,
    reason
from {{ source('reference', 'flag_decisions') }}
