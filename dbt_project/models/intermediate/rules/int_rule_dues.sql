{%- set sides = ['left', 'right', 'given'] %}

-- Only figures of which several reports may be due; of all others it is one.
with rule_terms as (
    select * from {{ ref('stg_rules__rule_terms') }}
    where is_many and check_kind = 'comparison'
),

rule_grid as (
    select * from {{ ref('int_rule_grid') }}
    where part_id in (select rule_terms.part_id from rule_terms)
),

counts as (
    select
        unit_code,
        form_code,
        period_code,
        period_relation,
        count(*) as reports_due
    from {{ ref('int_report_relations') }}
    where
        period_relation <> 'carried'
        and period_relation in (select rule_terms.period_relation from rule_terms)
    group by unit_code, form_code, period_code, period_relation
    union all
    select
        unit_code,
        form_code,
        period_code,
        'carried' as period_relation,
        count(*) as reports_due
    from {{ ref('int_carried_reports') }}
    group by unit_code, form_code, period_code
)

-- Where nothing is carried over, or no predecessor is known, one figure is due that never comes.
select
    rule_grid.part_id,
    {%- for side in sides %}
    cast(
        sum(
            case
                when rule_terms.side <> '{{ side }}' then 0
                when counts.reports_due is not null then counts.reports_due
                when rule_terms.unit_relation = 'predecessors' then 1
                when rule_terms.period_relation = 'carried' then 1
                else 0
            end
        ) as integer
    ) as {{ side }}_due,
    {%- endfor %}
    rule_grid.report_id
from rule_grid
inner join rule_terms
    on rule_grid.part_id = rule_terms.part_id
left join counts
    on
        rule_grid.unit_code = counts.unit_code
        and rule_grid.form_code = counts.form_code
        and rule_grid.period_code = counts.period_code
        and rule_terms.period_relation = counts.period_relation
group by rule_grid.part_id, rule_grid.report_id
