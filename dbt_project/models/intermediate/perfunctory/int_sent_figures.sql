with cells as (
    select * from {{ ref('stg_landing__cells') }}
    where
        role = 'value'
        and value <> 0
        and {{ only_build_periods('period_code', looks_back=true) }}
),

submissions as (
    select * from {{ ref('int_submissions_versioned') }}
    where is_accepted and (superseded_at is null or received_at < superseded_at)
),

rule_terms as (
    select * from {{ ref('stg_rules__rule_terms') }}
    where check_kind = 'like_other_unit'
)

select
    rule_terms.rule_code,
    rule_terms.part_no,
    rule_terms.term_no,
    submissions.submission_id,
    submissions.unit_code,
    submissions.form_code,
    submissions.period_code,
    submissions.received_at,
    submissions.superseded_at,
    cells.value
from cells
inner join submissions
    on cells.submission_id = submissions.submission_id
inner join rule_terms
    on
        cells.form_code = rule_terms.form_code
        and cells.indicator_code = rule_terms.indicator_code
        and cells.category_code = rule_terms.category_code
