with documents as (
    select * from {{ ref('stg_reference__documents') }}
)

select
    document_code,
    name_vi,
    name_en,
    issuer_unit_code,
    legal_basis,
    due_days,
    issued_on,
    {{ days_after('issued_on', 'due_days') }} as due_date
from documents
