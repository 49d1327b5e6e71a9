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
    where period_relation = 'previous' and {{ only_build_periods('period_code', looks_back=true) }}
),

figures as (
    select
        rule_terms.part_id,
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

-- The figures of the period before, under the period that they are compared with.
previous_figures as (
    select
        figures.part_id,
        period_relations.unit_code,
        period_relations.period_code,
        period_relations.epoch,
        figures.indicator_code,
        figures.category_code,
        figures.value
    from figures
    inner join period_relations
        on
            figures.unit_code = period_relations.related_unit_code
            and figures.form_code = period_relations.form_code
            and figures.period_code = period_relations.related_period_code
            and figures.epoch = period_relations.related_epoch
),

previous_counts as (
    select
        part_id,
        unit_code,
        period_code,
        epoch,
        count(*) as previous_count
    from previous_figures
    group by part_id, unit_code, period_code, epoch
),

counts as (
    select
        figures.part_id,
        figures.unit_code,
        figures.period_code,
        figures.epoch,
        count(*) as figure_count,
        sum(case when figures.value <> 0 then 1 else 0 end) as nonzero_count,
        sum(case when figures.value = previous_figures.value then 1 else 0 end) as equal_count
    from figures
    left join previous_figures
        on
            figures.part_id = previous_figures.part_id
            and figures.unit_code = previous_figures.unit_code
            and figures.period_code = previous_figures.period_code
            and figures.epoch = previous_figures.epoch
            and figures.indicator_code = previous_figures.indicator_code
            and figures.category_code = previous_figures.category_code
    group by figures.part_id, figures.unit_code, figures.period_code, figures.epoch
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
        when previous_counts.previous_count is null then 'no_previous_report'
        when coalesce(counts.nonzero_count, 0) < rules.param_min_values then 'few_figures'
    end as not_applicable_reason,
    counts.equal_count,
    counts.figure_count,
    previous_counts.previous_count
from rule_grid
inner join rules
    on rule_grid.rule_code = rules.rule_code
{%- for found in ['counts', 'previous_counts'] %}
left join {{ found }}
    on
        rule_grid.part_id = {{ found }}.part_id
        and rule_grid.unit_code = {{ found }}.unit_code
        and rule_grid.period_code = {{ found }}.period_code
        and rule_grid.epoch = {{ found }}.epoch
{%- endfor %}
