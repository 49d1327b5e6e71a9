with rule_values as (
    select * from {{ ref('int_rule_values') }}
),

rule_terms as (
    select * from {{ ref('stg_rules__rule_terms') }}
    where check_kind = 'comparison'
),

period_relations as (
    select * from {{ ref('int_period_relations') }}
),

-- Each figure meets each term that asks for it: one pass over all rules.
figures as (
    select
        rule_terms.part_id,
        rule_terms.side,
        rule_terms.period_relation,
        rule_values.unit_code,
        rule_values.form_code,
        rule_values.period_code,
        rule_terms.coefficient * rule_values.value as amount,
        rule_values.present,
        rule_values.withheld
    from rule_values
    inner join rule_terms
        on
            rule_values.form_code = rule_terms.form_code
            and rule_values.source = rule_terms.source
            and rule_values.indicator_code = rule_terms.indicator_code
            and rule_values.category_code = rule_terms.category_code
),

placed as (
    select
        part_id,
        side,
        unit_code,
        period_code,
        amount,
        present,
        withheld
    from figures
    where period_relation = 'same'
    union all
    select
        figures.part_id,
        figures.side,
        figures.unit_code,
        period_relations.period_code,
        figures.amount,
        figures.present,
        figures.withheld
    from figures
    inner join period_relations
        on
            figures.unit_code = period_relations.unit_code
            and figures.form_code = period_relations.form_code
            and figures.period_code = period_relations.related_period_code
            and figures.period_relation = period_relations.period_relation
)

select
    part_id,
    unit_code,
    period_code,
    coalesce(sum(case when side = 'left' then amount end), 0) as left_amount,
    coalesce(sum(case when side = 'right' then amount end), 0) as right_amount,
    sum(case when side = 'left' then present else 0 end) as left_present,
    sum(case when side = 'right' then present else 0 end) as right_present,
    sum(withheld) as withheld
from placed
group by part_id, unit_code, period_code
