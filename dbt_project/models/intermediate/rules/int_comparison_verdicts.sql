{#- Counts are printed without decimals; figures are kept with four at most. -#}
{%- set tolerance_unit -%}
case rule_parts.tolerance_kind
    when 'relative' then abs(rule_totals.right_total)
    else {{ power_of_ten('-least(coalesce(rule_totals.decimals, 0), 4)', 'decimal(18, 4)') }}
end
{%- endset %}

with rule_totals as (
    select * from {{ ref('int_rule_totals') }}
),

compared as (
    select
        rule_parts.rule_code,
        rule_parts.part_no,
        rule_parts.part_code,
        rule_reports.unit_code,
        rule_reports.form_code,
        rule_reports.period_code,
        rule_parts.indicator_code,
        rule_parts.category_code,
        rule_reports.epoch,
        rule_reports.submission_id,
        rule_totals.left_total,
        rule_totals.right_total,
        rule_totals.left_is_there,
        rule_totals.right_is_there,
        rule_totals.left_is_blank,
        rule_totals.right_is_blank,
        rule_parts.operator,
        rule_parts.operator in ('compulsory_pair', 'exclusive_pair') as is_pair,
        rule_totals.left_total - rule_totals.right_total as imbalance,
        case rule_parts.tolerance_kind
            when 'absolute' then rule_parts.tolerance_value
            else cast(rule_parts.tolerance_value * {{ tolerance_unit }} as decimal(38, 4))
        end as tolerance,
        case
            when rule_reports.submission_id is null then 'no_report'
            when rule_totals.present = 0 then 'no_figures'
            when rule_totals.withheld > 0 then 'unreadable_figure'
            when rule_parts.given_terms > 0 and not rule_totals.given_is_there
                then 'missing_figure'
            when
                not coalesce({{ comparison_holds(
                    'rule_parts.given_operator', 'rule_totals.given_total', '0') }}, true)
                then 'condition_not_met'
        end as obstacle
    from rule_totals
    inner join {{ ref('stg_rules__rule_parts') }} as rule_parts
        on rule_totals.part_id = rule_parts.part_id
    inner join {{ ref('int_rule_reports') }} as rule_reports
        on rule_totals.report_id = rule_reports.report_id
),

judged as (
    select
        rule_code,
        part_no,
        part_code,
        unit_code,
        form_code,
        period_code,
        indicator_code,
        category_code,
        epoch,
        submission_id,
        operator,
        left_total,
        right_total,
        tolerance,
        left_is_blank,
        right_is_blank,
        is_pair,
        case
            when obstacle is not null then obstacle
            when not is_pair and not (left_is_there and right_is_there) then 'missing_figure'
        end as not_applicable_reason,
        case
            when operator = 'compulsory_pair' then left_is_there = right_is_there
            when operator = 'exclusive_pair' then not (left_is_there and right_is_there)
            else {{ comparison_holds('operator', 'imbalance', 'tolerance') }}
        end as holds
    from compared
)

select
    rule_code,
    part_no,
    part_code,
    unit_code,
    form_code,
    period_code,
    indicator_code,
    category_code,
    epoch,
    submission_id,
    case
        when not_applicable_reason is not null then 'not_applicable'
        when holds then 'pass'
        else 'fail'
    end as verdict,
    not_applicable_reason,
    case when not_applicable_reason is null and not is_pair then left_total end as left_value,
    case when not_applicable_reason is null and not is_pair then right_total end as right_value,
    -- With a tolerance an equality allows a range.
    case
        when not_applicable_reason is null and operator = '==' and tolerance > 0
            then right_total - tolerance
    end as low_value,
    case
        when not_applicable_reason is null and operator = '==' and tolerance > 0
            then right_total + tolerance
    end as high_value,
    left_is_blank,
    right_is_blank
from judged
