with rule_grid as (
    select * from {{ ref('int_rule_grid') }}
    where check_kind = 'history_outlier'
),

rules as (
    select * from {{ ref('stg_rules__rules') }}
),

rule_parts as (
    select * from {{ ref('stg_rules__rule_parts') }}
),

histories as (
    select * from {{ ref('int_outlier_histories') }}
),

rule_values as (
    select * from {{ ref('int_rule_values') }}
    where
        source = 'reported'
        and present = 1
        and {{ only_build_periods('period_code', looks_back=true) }}
),

measured as (
    select
        rule_parts.rule_code,
        rule_parts.part_no,
        rule_parts.part_code,
        rule_grid.unit_code,
        rule_grid.form_code,
        rule_grid.period_code,
        rule_parts.indicator_code,
        rule_parts.category_code,
        rule_grid.epoch,
        rule_grid.submission_id,
        rule_values.value,
        histories.median_value,
        case
            when rule_grid.submission_id is null then 'no_report'
            when rule_values.value is null then 'missing_figure'
            when coalesce(histories.history_length, 0) < rules.param_min_history
                then 'short_history'
        end as not_applicable_reason,
        greatest(
            cast(rules.param_threshold * histories.spread as decimal(28, 4)),
            rules.param_allowance
        ) as allowed
    from rule_grid
    inner join rules
        on rule_grid.rule_code = rules.rule_code
    inner join rule_parts
        on rule_grid.part_id = rule_parts.part_id
    left join rule_values
        on
            rule_grid.unit_code = rule_values.unit_code
            and rule_grid.form_code = rule_values.form_code
            and rule_grid.period_code = rule_values.period_code
            and rule_grid.epoch = rule_values.epoch
            and rule_parts.indicator_code = rule_values.indicator_code
            and rule_parts.category_code = rule_values.category_code
    left join histories
        on
            rule_grid.part_id = histories.part_id
            and rule_grid.unit_code = histories.unit_code
            and rule_grid.period_code = histories.period_code
            and rule_grid.epoch = histories.epoch
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
        when abs(value - median_value) <= allowed then 'pass'
        else 'fail'
    end as verdict,
    not_applicable_reason,
    case when not_applicable_reason is null then value end as left_value,
    case when not_applicable_reason is null then median_value end as right_value,
    case when not_applicable_reason is null then greatest(median_value - allowed, 0) end
        as low_value,
    case when not_applicable_reason is null then median_value + allowed end as high_value,
    false as left_is_blank,
    false as right_is_blank
from measured
