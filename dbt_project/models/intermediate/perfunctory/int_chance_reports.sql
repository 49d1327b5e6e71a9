with rule_grid as (
    select * from {{ ref('int_rule_grid') }}
    where check_kind in ('round_figures', 'last_digit')
),

rules as (
    select * from {{ ref('stg_rules__rules') }}
),

rule_tails as (
    select * from {{ ref('stg_rules__rule_tails') }}
),

chance_figures as (
    select * from {{ ref('int_chance_figures') }}
),

figure_counts as (
    select
        part_id,
        unit_code,
        period_code,
        epoch,
        count(*) as figure_count
    from chance_figures
    group by part_id, unit_code, period_code, epoch
),

-- Round figures, or those that end in one and the same digit; 0 and 5 are round figures.
hits as (
    select
        chance_figures.part_id,
        chance_figures.unit_code,
        chance_figures.period_code,
        chance_figures.epoch,
        case when rules.check_kind = 'last_digit' then mod(chance_figures.figure, 10) end as digit,
        count(*) as hit_count
    from chance_figures
    inner join rules
        on chance_figures.rule_code = rules.rule_code
    where
        case rules.check_kind
            when 'last_digit' then mod(chance_figures.figure, 5) <> 0
            else mod(chance_figures.figure, rules.param_multiple) = 0
        end
    group by
        chance_figures.part_id, chance_figures.unit_code, chance_figures.period_code,
        chance_figures.epoch,
        case when rules.check_kind = 'last_digit' then mod(chance_figures.figure, 10) end
),

most as (
    select
        part_id,
        unit_code,
        period_code,
        epoch,
        digit,
        hit_count,
        row_number() over (
            partition by part_id, unit_code, period_code, epoch
            order by hit_count desc, digit asc
        ) as position_no
    from hits
)

select
    rule_grid.part_id,
    rule_grid.unit_code,
    rule_grid.form_code,
    rule_grid.period_code,
    rule_grid.epoch,
    rule_grid.submission_id,
    case
        when rule_grid.submission_id is null then 'no_report'
        when coalesce(figure_counts.figure_count, 0) < rules.param_min_values then 'few_figures'
    end as not_applicable_reason,
    coalesce(most.hit_count, 0) as hit_count,
    figure_counts.figure_count,
    most.digit,
    rule_tails.usual_count,
    rule_tails.odds
from rule_grid
inner join rules
    on rule_grid.rule_code = rules.rule_code
left join figure_counts
    on
        rule_grid.part_id = figure_counts.part_id
        and rule_grid.unit_code = figure_counts.unit_code
        and rule_grid.period_code = figure_counts.period_code
        and rule_grid.epoch = figure_counts.epoch
left join most
    on
        rule_grid.part_id = most.part_id
        and rule_grid.unit_code = most.unit_code
        and rule_grid.period_code = most.period_code
        and rule_grid.epoch = most.epoch
        and most.position_no = 1
left join rule_tails
    on
        rule_grid.rule_code = rule_tails.rule_code
        and figure_counts.figure_count = rule_tails.figure_count
        and most.hit_count = rule_tails.hit_count
