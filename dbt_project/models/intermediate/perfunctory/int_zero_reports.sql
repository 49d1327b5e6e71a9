with rule_grid as (
    select * from {{ ref('int_rule_grid') }}
    where check_kind = 'all_zero'
),

rules as (
    select * from {{ ref('stg_rules__rules') }}
),

rule_terms as (
    select * from {{ ref('stg_rules__rule_terms') }}
    where check_kind = 'all_zero'
),

rule_values as (
    select * from {{ ref('int_rule_values') }}
    where
        source = 'reported'
        and present = 1
        and {{ only_build_periods('period_code', looks_back=true) }}
),

counts as (
    select
        rule_terms.part_id,
        rule_values.unit_code,
        rule_values.period_code,
        rule_values.epoch,
        count(*) as figure_count,
        sum(case when rule_values.value <> 0 then 1 else 0 end) as nonzero_count
    from rule_values
    inner join rule_terms
        on
            rule_values.form_code = rule_terms.form_code
            and rule_values.indicator_code = rule_terms.indicator_code
            and rule_values.category_code = rule_terms.category_code
    group by
        rule_terms.part_id, rule_values.unit_code, rule_values.period_code, rule_values.epoch
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
        when coalesce(counts.figure_count, 0) < rules.param_min_values then 'few_figures'
    end as not_applicable_reason,
    counts.nonzero_count,
    counts.figure_count
from rule_grid
inner join rules
    on rule_grid.rule_code = rules.rule_code
left join counts
    on
        rule_grid.part_id = counts.part_id
        and rule_grid.unit_code = counts.unit_code
        and rule_grid.period_code = counts.period_code
        and rule_grid.epoch = counts.epoch
