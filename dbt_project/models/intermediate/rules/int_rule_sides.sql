{#- To four decimals; nearly all factors are 1 or -1, which costs no multiplication. -#}
{%- set amount -%}
case asked.coefficient
            when 1 then rule_values.value
            when -1 then -rule_values.value
            else cast(
                asked.coefficient * cast(rule_values.value as decimal(28, 4))
                as decimal(18, 4)
            )
        end
{%- endset %}

with rule_values as (
    select * from {{ ref('int_rule_values') }}
),

rule_terms as (
    select
        *,
        dense_rank() over (order by period_relation) as relation_no
    from {{ ref('stg_rules__rule_terms') }}
    where check_kind = 'comparison'
),

-- The texts of figures are compared here alone: what follows joins by numbers.
items as (
    select distinct
        item_id,
        related_form_code as form_code,
        source,
        indicator_code,
        category_code
    from rule_terms
),

relations as (
    select distinct
        period_relation,
        relation_no
    from rule_terms
),

looked_at as (
    select
        looked_at_reports.report_id,
        looked_at_reports.related_report_id,
        1000 * looked_at_reports.scope_id + relations.relation_no as look_id
    from {{ ref('int_looked_at_reports') }} as looked_at_reports
    inner join relations
        on looked_at_reports.period_relation = relations.period_relation
),

-- A part may apply to a kind of report at several times.
scopes as (
    select distinct
        part_id,
        scope_id
    from {{ ref('stg_rules__rule_scopes') }}
),

asked as (
    select
        1000000 * (1000 * scopes.scope_id + rule_terms.relation_no) + rule_terms.item_id
            as asked_id,
        rule_terms.part_id,
        rule_terms.side,
        rule_terms.coefficient
    from rule_terms
    inner join scopes
        on rule_terms.part_id = scopes.part_id
),

-- Each figure meets each term that asks for it: one pass over all figures and all rules. Kind of
-- report, relation and item are compared as one number: one by one, DuckDB would let reports meet
-- the terms of all items, or figures those of all kinds of reports, and then keep few.
figures as (
    select
        asked.part_id,
        asked.side,
        looked_at.report_id,
        {{ amount }} as amount,
        rule_values.present,
        rule_values.withheld,
        rule_values.decimals
    from rule_values
    inner join items
        on
            rule_values.form_code = items.form_code
            and rule_values.source = items.source
            and rule_values.indicator_code = items.indicator_code
            and rule_values.category_code = items.category_code
    inner join looked_at
        on rule_values.report_id = looked_at.related_report_id
    inner join asked
        on 1000000 * looked_at.look_id + items.item_id = asked.asked_id
)

select
    part_id,
    report_id,
    {%- for side in ['left', 'right', 'given'] %}
    coalesce(sum(case when side = '{{ side }}' then amount end), 0) as {{ side }}_amount,
    count(case when side = '{{ side }}' and present = 1 then 1 end) as {{ side }}_present,
    {%- endfor %}
    sum(withheld) as withheld,
    min(decimals) as decimals
from figures
group by part_id, report_id
