with rule_totals as (
    select * from {{ ref('int_rule_totals') }}
),

rule_parts as (
    select * from {{ ref('stg_rules__rule_parts') }}
),

compared as (
    select
        rule_totals.part_id,
        rule_totals.unit_code,
        rule_totals.period_code,
        rule_totals.submission_id,
        rule_totals.left_total,
        rule_totals.right_total,
        rule_totals.left_is_there,
        rule_totals.right_is_there,
        rule_parts.operator,
        rule_parts.operator in ('compulsory_pair', 'exclusive_pair') as is_pair,
        rule_totals.left_total - rule_totals.right_total as imbalance,
        case rule_parts.tolerance_kind
            when 'relative' then rule_parts.tolerance_value * abs(rule_totals.right_total)
            else rule_parts.tolerance_value
        end as tolerance,
        case
            when rule_totals.submission_id is null then 'no_report'
            when rule_totals.present = 0 then 'no_figures'
            when rule_totals.withheld > 0 then 'unreadable_figure'
        end as obstacle
    from rule_totals
    inner join rule_parts
        on rule_totals.part_id = rule_parts.part_id
),

judged as (
    select
        part_id,
        unit_code,
        period_code,
        submission_id,
        left_total,
        right_total,
        is_pair,
        case
            when obstacle is not null then obstacle
            when not is_pair and not (left_is_there and right_is_there) then 'missing_figure'
        end as not_applicable_reason,
        case operator
            when '==' then abs(imbalance) <= tolerance
            when '!=' then abs(imbalance) > tolerance
            when '<=' then imbalance <= tolerance
            when '<' then imbalance < tolerance
            when '>=' then -imbalance <= tolerance
            when '>' then -imbalance < tolerance
            when 'compulsory_pair' then left_is_there = right_is_there
            when 'exclusive_pair' then not (left_is_there and right_is_there)
        end as holds
    from compared
)

select
    rule_parts.rule_code,
    rule_parts.part_no,
    rule_parts.part_code,
    judged.unit_code,
    rule_parts.form_code,
    judged.period_code,
    rule_parts.indicator_code,
    rule_parts.category_code,
    judged.submission_id,
    case
        when judged.not_applicable_reason is not null then 'not_applicable'
        when judged.holds then 'pass'
        else 'fail'
    end as verdict,
    judged.not_applicable_reason,
    case
        when judged.not_applicable_reason is null and not judged.is_pair then judged.left_total
    end as left_value,
    case
        when judged.not_applicable_reason is null and not judged.is_pair then judged.right_total
    end as right_value,
    cast(null as decimal(28, 4)) as low_value,
    cast(null as decimal(28, 4)) as high_value
from judged
inner join rule_parts
    on judged.part_id = rule_parts.part_id
