with rule_reports as (
    select * from {{ ref('int_rule_reports') }}
),

rule_terms as (
    select * from {{ ref('stg_rules__rule_terms') }}
    where check_kind = 'comparison'
),

kinds_of_reports as (
    select distinct
        scope_id,
        form_code,
        form_version,
        unit_type,
        period_type
    from {{ ref('stg_rules__rule_scopes') }}
    where check_kind = 'comparison'
),

-- Most relations serve other checks; those that no comparison asks for are left out early.
period_relations as (
    select * from {{ ref('int_period_relations') }}
    where period_relation in (select rule_terms.period_relation from rule_terms)
),

judged as (
    select
        rule_reports.report_id,
        rule_reports.unit_code,
        rule_reports.form_code,
        rule_reports.period_code,
        rule_reports.epoch,
        kinds_of_reports.scope_id
    from rule_reports
    inner join kinds_of_reports
        on
            rule_reports.form_code = kinds_of_reports.form_code
            and rule_reports.form_version = kinds_of_reports.form_version
            and rule_reports.unit_type = kinds_of_reports.unit_type
            and rule_reports.period_type = kinds_of_reports.period_type
    where {{ only_build_periods('rule_reports.period_code', looks_back=true) }}
)

select
    report_id,
    scope_id,
    'same' as period_relation,
    report_id as related_report_id
from judged
union all
select
    judged.report_id,
    judged.scope_id,
    period_relations.period_relation,
    related_reports.report_id as related_report_id
from period_relations
inner join judged
    on
        period_relations.unit_code = judged.unit_code
        and period_relations.form_code = judged.form_code
        and period_relations.period_code = judged.period_code
        and period_relations.epoch = judged.epoch
inner join rule_reports as related_reports
    on
        period_relations.related_unit_code = related_reports.unit_code
        and period_relations.related_form_code = related_reports.form_code
        and period_relations.related_period_code = related_reports.period_code
        and period_relations.related_epoch = related_reports.epoch
