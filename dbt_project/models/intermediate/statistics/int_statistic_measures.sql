with rule_grid as (
    select * from {{ ref('int_rule_grid') }}
    where check_kind = 'statistic'
),

rules as (
    select * from {{ ref('stg_rules__rules') }}
),

rule_parts as (
    select * from {{ ref('stg_rules__rule_parts') }}
),

baselines as (
    select * from {{ ref('int_statistic_baselines') }}
),

rule_values as (
    select * from {{ ref('int_rule_values') }}
    where
        source = 'reported'
        and present = 1
        and {{ only_build_periods('period_code', looks_back=true) }}
)

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
    rules.param_method as method,
    rules.param_threshold as threshold,
    coalesce(rules.param_allowance, 0) as allowance,
    rules.param_low as low_share,
    rules.param_high as high_share,
    rule_values.value,
    baselines.standard_deviation,
    baselines.median_deviation,
    case rules.param_method
        when 'modified_zscore' then baselines.median_value
        when 'trend' then baselines.forecast_value
        when 'ratio_band' then related_values.value
        when 'drop_out' then related_values.value
        else baselines.mean_value
    end as centre,
    coalesce(rules.param_least_spread, '') = 'count' as is_count,
    case
        when rule_grid.submission_id is null then 'no_report'
        when rule_values.value is null then 'missing_figure'
        when rules.param_method in ('ratio_band', 'drop_out')
            then case when related_values.value is null then 'missing_figure' end
        when baselines.not_applicable_reason is not null
            then baselines.not_applicable_reason
        when coalesce(baselines.figure_count, 0) < rules.param_min_history
            then case rules.param_baseline
                when 'peers' then 'few_peers' else 'short_history'
            end
    end as reason
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
left join rule_values as related_values
    on
        rule_grid.unit_code = related_values.unit_code
        and rule_grid.form_code = related_values.form_code
        and rule_grid.period_code = related_values.period_code
        and rule_grid.epoch = related_values.epoch
        and rules.param_related = related_values.indicator_code
        and rule_parts.category_code = related_values.category_code
left join baselines
    on
        rule_grid.part_id = baselines.part_id
        and rule_grid.unit_code = baselines.unit_code
        and rule_grid.period_code = baselines.period_code
        and rule_grid.epoch = baselines.epoch
