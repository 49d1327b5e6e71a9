with answers as (
    select * from {{ ref('fct_document_answers') }}
    where answer <> 'yes'
),

dim_documents as (
    select * from {{ ref('dim_documents') }}
),

dim_units as (
    select * from {{ ref('dim_units') }}
)

select
    answers.document_code,
    dim_documents.name_vi as document_name_vi,
    dim_documents.name_en as document_name_en,
    answers.period_code,
    answers.regime,
    answers.unit_code,
    dim_units.name_vi as unit_name_vi,
    dim_units.name_en as unit_name_en,
    answers.unit_type,
    answers.answer,
    answers.days_late,
    answers.issued_on,
    answers.due_date
from answers
inner join dim_documents
    on answers.document_code = dim_documents.document_code
left join dim_units
    on
        answers.unit_code = dim_units.unit_code
        and {{ is_valid_on('answers.end_date', 'dim_units.valid_from', 'dim_units.valid_to') }}
