with rule_grid as (
    select * from {{ ref('int_rule_grid') }}
    where check_kind = 'document'
),

rules as (
    select * from {{ ref('stg_rules__rules') }}
),

rule_parts as (
    select * from {{ ref('stg_rules__rule_parts') }}
),

rule_reports as (
    select * from {{ ref('int_rule_reports') }}
    where epoch = 0
),

duties as (
    select * from {{ ref('stg_reference__document_duties') }}
),

documents as (
    select * from {{ ref('stg_reference__documents') }}
),

rule_values as (
    select * from {{ ref('int_rule_values') }}
    where source = 'reported' and {{ only_build_periods('period_code', looks_back=true) }}
),

answers as (
    select
        rule_grid.rule_code,
        rule_parts.part_no,
        rule_parts.part_code,
        rule_grid.unit_code,
        rule_grid.form_code,
        rule_grid.period_code,
        rule_parts.indicator_code,
        rule_parts.category_code,
        rule_grid.epoch,
        rule_grid.submission_id,
        rule_values.value,
        case
            when rule_grid.submission_id is null then 'no_report'
            when duties.document_code is null then 'not_addressed'
            when
                rule_reports.end_date <= {{ days_after(
                    'documents.issued_on', 'documents.due_days + rules.param_grace_days') }}
                then 'not_due_yet'
            when rule_values.withheld > 0 then 'unreadable_figure'
        end as not_applicable_reason
    from rule_grid
    inner join rules
        on rule_grid.rule_code = rules.rule_code
    inner join rule_parts
        on rule_grid.part_id = rule_parts.part_id
    inner join rule_reports
        on
            rule_grid.unit_code = rule_reports.unit_code
            and rule_grid.form_code = rule_reports.form_code
            and rule_grid.period_code = rule_reports.period_code
    left join duties
        on
            rule_grid.unit_code = duties.unit_code
            and rule_grid.form_code = duties.form_code
            and rule_grid.period_code = duties.period_code
            and rule_parts.indicator_code = duties.indicator_code
            and rule_parts.category_code = duties.document_code
    left join documents
        on duties.document_code = documents.document_code
    left join rule_values
        on
            rule_grid.unit_code = rule_values.unit_code
            and rule_grid.form_code = rule_values.form_code
            and rule_grid.period_code = rule_values.period_code
            and rule_grid.epoch = rule_values.epoch
            and rule_parts.indicator_code = rule_values.indicator_code
            and rule_parts.category_code = rule_values.category_code
)

select
    rule_code,
    part_no,
    part_code,
    unit_code,
    form_code,
    period_code,
    indicator_code,
    category_code,
    epoch,
    submission_id,
    case
        when not_applicable_reason is not null then 'not_applicable'
        when value > 0 then 'pass'
        else 'fail'
    end as verdict,
    not_applicable_reason,
    case when not_applicable_reason is null then value end as left_value,
    cast(null as decimal(28, 4)) as right_value,
    cast(null as decimal(28, 4)) as low_value,
    cast(null as decimal(28, 4)) as high_value,
    not_applicable_reason is null and value is null as left_is_blank,
    false as right_is_blank
from answers
