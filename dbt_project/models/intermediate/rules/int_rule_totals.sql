{%- set sides = ['left', 'right', 'given'] %}

with rule_grid as (
    select * from {{ ref('int_rule_grid') }}
    where check_kind = 'comparison'
),

rule_parts as (
    select * from {{ ref('stg_rules__rule_parts') }}
),

rule_sides as (
    select * from {{ ref('int_rule_sides') }}
),

rule_dues as (
    select * from {{ ref('int_rule_dues') }}
),

totals as (
    select
        rule_grid.part_id,
        rule_grid.report_id,
        {%- for side in sides %}
        rule_parts.{{ side }}_missing,
        rule_parts.{{ side }}_terms,
        coalesce(rule_sides.{{ side }}_present, 0) as {{ side }}_present,
        rule_parts.{{ side }}_single_terms + coalesce(rule_dues.{{ side }}_due, 0)
            as {{ side }}_due,
        coalesce(rule_sides.{{ side }}_amount, 0)
        + rule_parts.{{ side }}_constant
        + case
            when rule_parts.{{ side }}_weeks = 0 and rule_parts.{{ side }}_months = 0 then 0
            else
                rule_parts.{{ side }}_weeks * rule_grid.weeks
                + rule_parts.{{ side }}_months * rule_grid.months
        end as {{ side }}_total,
        {%- endfor %}
        rule_sides.decimals,
        coalesce(rule_sides.withheld, 0) as withheld
    from rule_grid
    inner join rule_parts
        on rule_grid.part_id = rule_parts.part_id
    left join rule_sides
        on
            rule_grid.part_id = rule_sides.part_id
            and rule_grid.report_id = rule_sides.report_id
    left join rule_dues
        on
            rule_grid.part_id = rule_dues.part_id
            and rule_grid.report_id = rule_dues.report_id
)

select
    part_id,
    report_id,
    {%- for side in sides %}
    {{ side }}_total,
    -- A side of numbers alone is always there; what was never due cannot be there.
    {{ side }}_terms = 0
    or {{ side }}_missing = 'never_skip'
    or (
        {{ side }}_present > 0
        and ({{ side }}_missing = 'skip_if_all' or {{ side }}_present >= {{ side }}_due)
    ) as {{ side }}_is_there,
    {{ side }}_terms > 0 and {{ side }}_present = 0 as {{ side }}_is_blank,
    {%- endfor %}
    left_present + right_present as present,
    withheld,
    decimals
from totals
