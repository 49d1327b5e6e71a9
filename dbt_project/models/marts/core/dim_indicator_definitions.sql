with indicators as (
    select * from {{ ref('stg_reference__indicators') }}
),

definitions as (
    select * from {{ ref('stg_reference__indicator_definitions') }}
)

select
    indicators.indicator_code || ':' || definitions.definition_version as definition_key,
    indicators.indicator_code,
    definitions.definition_version,
    definitions.is_break,
    definitions.note_vi,
    definitions.note_en,
    definitions.legal_basis,
    definitions.valid_from,
    definitions.valid_to
from indicators
inner join definitions
    on indicators.indicator_code = definitions.indicator_code
