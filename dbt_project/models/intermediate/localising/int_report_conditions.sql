with rules as (
    select * from {{ ref('stg_rules__rules') }}
    -- A rule that asks to check may be broken by right figures; nothing follows from it.
    where check_kind = 'comparison' and severity in ('error', 'block')
),

part_verdicts as (
    select * from {{ ref('int_rule_part_verdicts') }}
    where
        epoch = 0 and left_value is not null
        and rule_code in (select rules.rule_code from rules)
        and {{ only_build_periods('period_code', looks_back=true) }}
),

-- A report that is wrong nearly everywhere has no few cells to blame.
broken_reports as (
    select submission_id from part_verdicts
    where verdict = 'fail'
    group by submission_id
    having count(*) <= 12
),

rule_terms as (
    select
        *,
        source = 'reported'
        and period_relation = 'same'
        and unit_relation = 'own'
        and related_form_code = form_code as is_own
    from {{ ref('stg_rules__rule_terms') }}
    where side in ('left', 'right')
),

reported_values as (
    select * from {{ ref('int_rule_reported_values') }}
    where epoch = 0 and source = 'reported'
),

cells as (
    select * from {{ ref('stg_landing__cells') }}
    where role <> 'claimed_total' and {{ only_build_periods('period_code', looks_back=true) }}
),

-- The report's own cells on both sides of a rule.
factors as (
    select
        rule_code,
        part_no,
        indicator_code,
        category_code,
        sum(case when side = 'left' then coefficient else -coefficient end) as coefficient
    from rule_terms
    where is_own
    group by rule_code, part_no, indicator_code, category_code
),

-- A ratio of cells is no sum of them.
linear_parts as (
    select
        rule_code,
        part_no,
        not bool_and(is_own) as looks_elsewhere
    from rule_terms
    group by rule_code, part_no
    having bool_and(source <> 'computed')
)

select
    part_verdicts.submission_id,
    part_verdicts.unit_code,
    part_verdicts.form_code,
    part_verdicts.period_code,
    part_verdicts.rule_code,
    part_verdicts.part_no,
    rule_parts.operator,
    part_verdicts.imbalance,
    case
        when rule_parts.operator = '=='
            then coalesce((part_verdicts.high_value - part_verdicts.low_value) * 0.5, 0)
        when rule_parts.tolerance_kind = 'relative'
            then cast(
                rule_parts.tolerance_value * abs(part_verdicts.right_value) as decimal(38, 4)
            )
        else rule_parts.tolerance_value
    end as tolerance,
    linear_parts.looks_elsewhere,
    factors.indicator_code,
    factors.category_code,
    factors.coefficient,
    reported_values.value,
    cells.value_status,
    cells.sheet,
    cells.cell
from part_verdicts
inner join {{ ref('stg_rules__rule_parts') }} as rule_parts
    on
        part_verdicts.rule_code = rule_parts.rule_code
        and part_verdicts.part_no = rule_parts.part_no
inner join linear_parts
    on
        part_verdicts.rule_code = linear_parts.rule_code
        and part_verdicts.part_no = linear_parts.part_no
inner join factors
    on
        part_verdicts.rule_code = factors.rule_code
        and part_verdicts.part_no = factors.part_no
left join reported_values
    on
        part_verdicts.unit_code = reported_values.unit_code
        and part_verdicts.form_code = reported_values.form_code
        and part_verdicts.period_code = reported_values.period_code
        and factors.indicator_code = reported_values.indicator_code
        and factors.category_code = reported_values.category_code
left join cells
    on
        part_verdicts.submission_id = cells.submission_id
        and factors.indicator_code = cells.indicator_code
        and factors.category_code = cells.category_code
where part_verdicts.submission_id in (select broken_reports.submission_id from broken_reports)
