with rules as (
    select * from {{ ref('stg_rules__rules') }}
),

rule_terms as (
    select * from {{ ref('stg_rules__rule_terms') }}
    where check_kind in ('round_figures', 'last_digit')
),

rule_values as (
    select * from {{ ref('int_rule_values') }}
    where source = 'reported' and present = 1
),

rule_reports as (
    select * from {{ ref('int_rule_reports') }}
    where submission_id is not null and {{ only_build_periods('period_code', looks_back=true) }}
),

period_relations as (
    select * from {{ ref('int_period_relations') }}
    where period_relation = 'parts' and {{ only_build_periods('period_code', looks_back=true) }}
),

-- A year is judged by the figures of its quarters: its own are their sums.
sources as (
    select
        rule_reports.unit_code,
        rule_reports.form_code,
        rule_reports.period_code,
        rule_reports.epoch,
        coalesce(period_relations.related_period_code, rule_reports.period_code)
            as source_period_code,
        coalesce(period_relations.related_epoch, rule_reports.epoch) as source_epoch
    from rule_reports
    left join period_relations
        on
            rule_reports.unit_code = period_relations.unit_code
            and rule_reports.form_code = period_relations.form_code
            and rule_reports.period_code = period_relations.period_code
            and rule_reports.epoch = period_relations.epoch
),

-- Figures that depend on each other count once: the same figure twice in one report,
figures as (
    select
        rule_terms.part_id,
        rule_terms.rule_code,
        rule_values.unit_code,
        rule_values.form_code,
        rule_values.period_code,
        rule_values.epoch,
        rule_values.value,
        min(rule_terms.term_no) as term_no
    from rule_values
    inner join rule_terms
        on
            rule_values.form_code = rule_terms.form_code
            and rule_values.indicator_code = rule_terms.indicator_code
            and rule_values.category_code = rule_terms.category_code
    inner join rules
        on
            rule_terms.rule_code = rules.rule_code
            and rule_values.value >= rules.param_least_figure
    where rule_values.value = floor(rule_values.value)
    group by
        rule_terms.part_id, rule_terms.rule_code, rule_values.unit_code, rule_values.form_code,
        rule_values.period_code, rule_values.epoch, rule_values.value
)

-- and the same figure of the same item in several.
select distinct
    figures.part_id,
    figures.rule_code,
    sources.unit_code,
    sources.form_code,
    sources.period_code,
    sources.epoch,
    figures.term_no,
    cast(figures.value as bigint) as figure
from sources
inner join figures
    on
        sources.unit_code = figures.unit_code
        and sources.form_code = figures.form_code
        and sources.source_period_code = figures.period_code
        and sources.source_epoch = figures.epoch
