with rules as (
    select
        rule_code,
        param_window_periods as window_periods,
        case param_comparable when 'same_number' then 'season' else 'history' end as relation,
        concat('|', param_predecessors, '|') as inherited_codes
    from {{ ref('stg_rules__rules') }}
    where check_kind = 'statistic' and param_baseline = 'history'
),

rule_terms as (
    select * from {{ ref('stg_rules__rule_terms') }}
    where check_kind = 'statistic'
),

-- Where each part looks: at earlier reports of the unit, and of its predecessors if what they
-- reported adds up.
places as (
    {%- for units in ['', 'predecessors '] %}
    select
        rule_terms.part_id,
        rule_terms.form_code,
        rule_terms.indicator_code,
        rule_terms.category_code,
        rules.window_periods,
        concat('{{ units }}', rules.relation) as period_relation,
        {{ 'true' if units else 'false' }} as is_inherited
    from rule_terms
    inner join rules
        on rule_terms.rule_code = rules.rule_code
    {%- if units %}
    where rules.inherited_codes like concat('%|', rule_terms.indicator_code, '|%')
    {%- endif %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

rule_values as (
    select * from {{ ref('int_rule_values') }}
    where source = 'reported' and present = 1
),

period_relations as (
    select * from {{ ref('int_period_relations') }}
    where distance > 0 and {{ only_build_periods('period_code', looks_back=true) }}
),

-- How many predecessors there are to add up.
due as (
    select
        expected_reports.unit_code,
        expected_reports.form_code,
        expected_reports.period_code,
        count(*) as predecessor_count
    from {{ ref('int_expected_reports') }} as expected_reports
    inner join {{ ref('int_unit_predecessors') }} as predecessors
        on
            predecessors.is_whole
            and expected_reports.unit_code = predecessors.unit_code
            and expected_reports.unit_valid_from = predecessors.effective_date
    where {{ only_build_periods('expected_reports.period_code', looks_back=true) }}
    group by
        expected_reports.unit_code, expected_reports.form_code, expected_reports.period_code
),

-- Missing figures are left out; a sum over predecessors counts where each of them reported.
figures as (
    select
        places.part_id,
        period_relations.unit_code,
        period_relations.period_code,
        period_relations.epoch,
        period_relations.distance,
        cast(sum(rule_values.value) as decimal(28, 4)) as value
    from rule_values
    inner join places
        on
            rule_values.form_code = places.form_code
            and rule_values.indicator_code = places.indicator_code
            and rule_values.category_code = places.category_code
    inner join period_relations
        on
            rule_values.unit_code = period_relations.related_unit_code
            and rule_values.form_code = period_relations.form_code
            and rule_values.period_code = period_relations.related_period_code
            and rule_values.epoch = period_relations.related_epoch
            and places.period_relation = period_relations.period_relation
            and places.window_periods >= period_relations.distance
    left join due
        on
            period_relations.unit_code = due.unit_code
            and period_relations.form_code = due.form_code
            and period_relations.period_code = due.period_code
    group by
        places.part_id,
        period_relations.unit_code,
        period_relations.period_code,
        period_relations.epoch,
        period_relations.distance
    having count(*) = coalesce(max(case when places.is_inherited then due.predecessor_count end), 1)
),

summaries as (
    {{ baseline_statistics('figures', ['part_id', 'unit_code', 'period_code', 'epoch'],
                           'decimal(28, 4)') }}
)

select
    part_id,
    unit_code,
    period_code,
    epoch,
    figure_count,
    mean_value,
    standard_deviation,
    median_value,
    median_deviation,
    forecast_value
from summaries
