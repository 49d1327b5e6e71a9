with rules as (
    select * from {{ ref('stg_rules__rules') }}
),

rule_terms as (
    select * from {{ ref('stg_rules__rule_terms') }}
    where check_kind = 'history_outlier'
),

rule_values as (
    select * from {{ ref('int_rule_values') }}
    where source = 'reported' and present = 1
),

period_relations as (
    select * from {{ ref('int_period_relations') }}
    where period_relation = 'history' and {{ only_build_periods('period_code', looks_back=true) }}
),

figures as (
    select
        rule_terms.part_id,
        rule_terms.rule_code,
        rule_values.unit_code,
        rule_values.form_code,
        rule_values.period_code,
        rule_values.epoch,
        rule_values.value
    from rule_values
    inner join rule_terms
        on
            rule_values.form_code = rule_terms.form_code
            and rule_values.indicator_code = rule_terms.indicator_code
            and rule_values.category_code = rule_terms.category_code
),

histories as (
    select
        figures.part_id,
        period_relations.unit_code,
        period_relations.period_code,
        period_relations.epoch,
        figures.value
    from figures
    inner join rules
        on figures.rule_code = rules.rule_code
    inner join period_relations
        on
            figures.unit_code = period_relations.related_unit_code
            and figures.form_code = period_relations.form_code
            and figures.period_code = period_relations.related_period_code
            and figures.epoch = period_relations.related_epoch
            and rules.param_window_periods >= period_relations.distance
),

medians as (
    select
        part_id,
        unit_code,
        period_code,
        epoch,
        count(*) as history_length,
        cast(median(value) as decimal(28, 4)) as median_value
    from histories
    group by part_id, unit_code, period_code, epoch
)

select
    medians.part_id,
    medians.unit_code,
    medians.period_code,
    medians.epoch,
    medians.history_length,
    medians.median_value,
    cast(median(abs(histories.value - medians.median_value)) as decimal(28, 4)) as spread
from medians
inner join histories
    on
        medians.part_id = histories.part_id
        and medians.unit_code = histories.unit_code
        and medians.period_code = histories.period_code
        and medians.epoch = histories.epoch
group by
    medians.part_id,
    medians.unit_code,
    medians.period_code,
    medians.epoch,
    medians.history_length,
    medians.median_value
