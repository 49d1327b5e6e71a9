with rule_reports as (
    select * from {{ ref('int_rule_reports') }}
    where {{ only_build_periods('period_code', looks_back=true) }}
),

rule_scopes as (
    select * from {{ ref('stg_rules__rule_scopes') }}
)

select
    rule_scopes.part_id,
    rule_scopes.check_kind,
    rule_scopes.rule_code,
    rule_reports.report_id,
    rule_reports.unit_code,
    rule_reports.form_code,
    rule_reports.period_code,
    rule_reports.epoch,
    rule_reports.submission_id,
    rule_reports.weeks,
    rule_reports.months
from rule_reports
inner join rule_scopes
    on
        rule_reports.form_code = rule_scopes.form_code
        and rule_reports.form_version = rule_scopes.form_version
        and rule_reports.unit_type = rule_scopes.unit_type
        and rule_reports.period_type = rule_scopes.period_type
        and (rule_scopes.valid_from is null or rule_reports.end_date >= rule_scopes.valid_from)
        and (rule_scopes.valid_to is null or rule_reports.end_date < rule_scopes.valid_to)
        and (
            not rule_scopes.whole_period
            or rule_reports.unit_valid_from <= rule_reports.start_date
        )
