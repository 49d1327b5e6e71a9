with spans as (
    select * from {{ ref('int_report_status_spans') }}
),

rules as (
    select * from {{ ref('stg_rules__rules') }}
    where check_kind = 'reporting'
),

expected_reports as (
    select * from {{ ref('int_expected_reports') }}
),

accepted as (
    select
        submission_id,
        unit_code,
        form_code,
        period_code,
        received_at,
        row_number() over (
            partition by unit_code, form_code, period_code
            order by received_at, submission_id
        ) as accepted_no
    from {{ ref('int_submissions_versioned') }}
    where is_accepted
)

select
    rules.rule_code as check_code,
    spans.unit_code,
    spans.form_code,
    spans.period_code,
    cast(null as {{ type_text() }}) as submission_id,
    spans.known_from as seen_at,
    spans.known_to as gone_at
from spans
inner join rules
    on spans.status = rules.param_status
union all
select
    rules.rule_code as check_code,
    accepted.unit_code,
    accepted.form_code,
    accepted.period_code,
    accepted.submission_id,
    accepted.received_at as seen_at,
    cast(null as {{ type_instant() }}) as gone_at
from accepted
inner join rules
    on accepted.accepted_no >= rules.param_min_versions
inner join expected_reports
    on
        accepted.unit_code = expected_reports.unit_code
        and accepted.form_code = expected_reports.form_code
        and accepted.period_code = expected_reports.period_code
