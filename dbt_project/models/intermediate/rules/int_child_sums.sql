with reported_values as (
    select * from {{ ref('int_rule_reported_values') }}
    where source = 'reported'
),

period_relations as (
    select * from {{ ref('int_period_relations') }}
    where period_relation = 'children'
),

-- Made only for the figures that a rule asks for in this way.
child_terms as (
    select distinct
        form_code,
        indicator_code,
        category_code
    from {{ ref('stg_rules__rule_terms') }}
    where source = 'children'
)

select
    period_relations.unit_code,
    period_relations.form_code,
    period_relations.period_code,
    period_relations.epoch,
    reported_values.indicator_code,
    reported_values.category_code,
    sum(reported_values.value) as value,
    sum(reported_values.present) as present,
    sum(reported_values.withheld) as withheld
from reported_values
inner join child_terms
    on
        reported_values.form_code = child_terms.form_code
        and reported_values.indicator_code = child_terms.indicator_code
        and reported_values.category_code = child_terms.category_code
inner join period_relations
    on
        reported_values.unit_code = period_relations.related_unit_code
        and reported_values.form_code = period_relations.form_code
        and reported_values.period_code = period_relations.related_period_code
        and reported_values.epoch = period_relations.related_epoch
group by
    period_relations.unit_code,
    period_relations.form_code,
    period_relations.period_code,
    period_relations.epoch,
    reported_values.indicator_code,
    reported_values.category_code
