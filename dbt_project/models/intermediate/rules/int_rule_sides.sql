{#- To four decimals; nearly all factors are 1 or -1, which costs no multiplication. -#}
{%- set amount -%}
case rule_terms.coefficient
            when 1 then rule_values.value
            when -1 then -rule_values.value
            else cast(
                rule_terms.coefficient * cast(rule_values.value as decimal(28, 4))
                as decimal(18, 4)
            )
        end
{%- endset %}

with rule_values as (
    select * from {{ ref('int_rule_values') }}
    where {{ only_build_periods('period_code', looks_back=true) }}
),

-- Read a second time: what is named once is not kept whole, so that a build of few periods reads
-- only what it needs.
related_values as (
    select * from {{ ref('int_rule_values') }}
),

rule_terms as (
    select * from {{ ref('stg_rules__rule_terms') }}
    where check_kind = 'comparison'
),

period_relations as (
    select * from {{ ref('int_period_relations') }}
    where {{ only_build_periods('period_code', looks_back=true) }}
),

-- Each figure meets each term that asks for it: one pass over all rules. First the figures of the
-- period itself, then those of the periods that rules look back at.
figures as (
    select
        rule_terms.part_id,
        rule_terms.side,
        rule_values.unit_code,
        rule_values.period_code,
        rule_values.epoch,
        {{ amount }} as amount,
        rule_values.present,
        rule_values.withheld,
        rule_values.decimals
    from rule_values
    inner join rule_terms
        on
            rule_values.form_code = rule_terms.form_code
            and rule_values.source = rule_terms.source
            and rule_values.indicator_code = rule_terms.indicator_code
            and rule_values.category_code = rule_terms.category_code
            and rule_terms.period_relation = 'same'
    union all
    select
        rule_terms.part_id,
        rule_terms.side,
        period_relations.unit_code,
        period_relations.period_code,
        period_relations.epoch,
        {{ amount | replace('rule_values', 'related_values') }} as amount,
        related_values.present,
        related_values.withheld,
        related_values.decimals
    from related_values
    inner join rule_terms
        on
            related_values.form_code = rule_terms.related_form_code
            and related_values.source = rule_terms.source
            and related_values.indicator_code = rule_terms.indicator_code
            and related_values.category_code = rule_terms.category_code
    inner join period_relations
        on
            related_values.unit_code = period_relations.related_unit_code
            and related_values.form_code = period_relations.related_form_code
            and rule_terms.form_code = period_relations.form_code
            and related_values.period_code = period_relations.related_period_code
            and related_values.epoch = period_relations.related_epoch
            and rule_terms.period_relation = period_relations.period_relation
)

select
    part_id,
    unit_code,
    period_code,
    epoch,
    {%- for side in ['left', 'right', 'given'] %}
    coalesce(sum(case when side = '{{ side }}' then amount end), 0) as {{ side }}_amount,
    sum(case when side = '{{ side }}' then present else 0 end) as {{ side }}_present,
    {%- endfor %}
    sum(withheld) as withheld,
    min(decimals) as decimals
from figures
group by part_id, unit_code, period_code, epoch
