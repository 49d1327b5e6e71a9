with rule_grid as (
    select * from {{ ref('int_rule_grid') }}
    where check_kind = 'copied_report'
),

rules as (
    select * from {{ ref('stg_rules__rules') }}
),

rule_terms as (
    select * from {{ ref('stg_rules__rule_terms') }}
    where check_kind = 'copied_report'
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
        rule_values.indicator_code,
        rule_values.category_code,
        rule_values.value
    from rule_values
    inner join rule_terms
        on
            rule_values.form_code = rule_terms.form_code
            and rule_values.indicator_code = rule_terms.indicator_code
            and rule_values.category_code = rule_terms.category_code
),

counts as (
    select
        part_id,
        unit_code,
        period_code,
        epoch,
        count(*) as figure_count,
        sum(case when value <> 0 then 1 else 0 end) as nonzero_count,
        count(distinct case when value <> 0 then value end) as distinct_count
    from figures
    group by part_id, unit_code, period_code, epoch
),

-- The figures of periods before, each under the period that they are compared with.
compared as (
    select
        earlier.part_id,
        period_relations.unit_code,
        period_relations.period_code,
        period_relations.epoch,
        period_relations.distance,
        period_relations.related_period_code,
        count(*) as previous_count,
        sum(case when figures.value = earlier.value then 1 else 0 end) as equal_count
    from figures as earlier
    inner join rules
        on earlier.rule_code = rules.rule_code
    inner join period_relations
        on
            earlier.unit_code = period_relations.related_unit_code
            and earlier.form_code = period_relations.form_code
            and earlier.period_code = period_relations.related_period_code
            and earlier.epoch = period_relations.related_epoch
            and rules.param_nearest_period <= period_relations.distance
            and rules.param_window_periods >= period_relations.distance
    left join figures
        on
            earlier.part_id = figures.part_id
            and period_relations.unit_code = figures.unit_code
            and period_relations.period_code = figures.period_code
            and period_relations.epoch = figures.epoch
            and earlier.indicator_code = figures.indicator_code
            and earlier.category_code = figures.category_code
    group by
        earlier.part_id, period_relations.unit_code, period_relations.period_code,
        period_relations.epoch, period_relations.distance, period_relations.related_period_code
)

select
    rule_grid.part_id,
    rule_grid.unit_code,
    rule_grid.form_code,
    rule_grid.period_code,
    rule_grid.epoch,
    rule_grid.submission_id,
    case
        when rule_grid.submission_id is null then 'no_report'
        when compared.previous_count is null then 'no_previous_report'
        when coalesce(counts.nonzero_count, 0) < rules.param_min_values then 'few_figures'
        when counts.distinct_count < rules.param_min_distinct then 'few_figures'
    end as not_applicable_reason,
    compared.related_period_code,
    coalesce(compared.distance, 0) as distance,
    compared.equal_count,
    counts.figure_count,
    compared.previous_count
from rule_grid
inner join rules
    on rule_grid.rule_code = rules.rule_code
{%- for found in ['counts', 'compared'] %}
left join {{ found }}
    on
        rule_grid.part_id = {{ found }}.part_id
        and rule_grid.unit_code = {{ found }}.unit_code
        and rule_grid.period_code = {{ found }}.period_code
        and rule_grid.epoch = {{ found }}.epoch
{%- endfor %}
