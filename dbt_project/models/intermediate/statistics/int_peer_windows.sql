{%- set last_due_date -%}
max(due_dates.due_date) over (
        partition by windows.part_id, windows.regime, windows.period_code
    )
{%- endset %}

with rules as (
    select * from {{ ref('stg_rules__rules') }}
    where check_kind = 'statistic' and param_baseline = 'peers'
),

rule_terms as (
    select * from {{ ref('stg_rules__rule_terms') }}
    where check_kind = 'statistic'
),

period_relations as (
    select * from {{ ref('stg_rules__period_relations') }}
    where {{ only_build_periods('period_code', looks_back=true) }}
),

due_dates as (
    select
        form_code,
        regime,
        period_code,
        max(due_date) as due_date
    from {{ ref('int_expected_reports') }}
    group by form_code, regime, period_code
),

windows as (
    select
        rule_terms.part_id,
        rule_terms.form_code,
        rule_terms.indicator_code,
        rule_terms.category_code,
        rules.param_per as size_code,
        period_relations.regime,
        period_relations.period_code,
        period_relations.related_period_code,
        period_relations.distance
    from rules
    inner join rule_terms
        on rules.rule_code = rule_terms.rule_code
    inner join period_relations
        on
            rule_terms.form_code = period_relations.form_code
            and period_relations.period_relation
            = case rules.param_comparable when 'same_number' then 'season' else 'history' end
            and rules.param_window_periods >= period_relations.distance
)

select
    windows.part_id,
    windows.form_code,
    windows.indicator_code,
    windows.category_code,
    windows.size_code,
    windows.regime,
    windows.period_code,
    windows.related_period_code,
    windows.distance,
    {{ end_of_local_day(last_due_date) }}
        as cut_off_at
from windows
inner join due_dates
    on
        windows.form_code = due_dates.form_code
        and windows.regime = due_dates.regime
        and windows.related_period_code = due_dates.period_code
