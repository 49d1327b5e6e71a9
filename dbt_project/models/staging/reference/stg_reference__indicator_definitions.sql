select
    indicator_code,
    definition_version,
    valid_from,
    valid_to,
    is_break = 'yes' as is_break,
    note_vi,
    note_en,
    legal_basis
from {{ ref('indicator_definitions') }}
