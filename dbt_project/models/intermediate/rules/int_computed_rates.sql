with reported_values as (
    select * from {{ ref('int_rule_reported_values') }}
    where source = 'reported'
),

components as (
    select * from {{ ref('stg_reference__indicator_components') }}
),

-- Made only for the rates that a rule asks for in this way.
rates as (
    select distinct
        related_form_code as form_code,
        indicator_code
    from {{ ref('stg_rules__rule_terms') }}
    where source = 'computed'
),

due as (
    select
        rates.form_code,
        components.indicator_code,
        components.role,
        components.component_code,
        components.coefficient,
        count(*) over (partition by rates.form_code, components.indicator_code) as figures_due
    from components
    inner join rates
        on components.indicator_code = rates.indicator_code
),

parts as (
    select
        reported_values.report_id,
        reported_values.unit_code,
        reported_values.form_code,
        reported_values.period_code,
        reported_values.epoch,
        due.indicator_code,
        reported_values.category_code,
        due.figures_due,
        {%- for role in ['numerator', 'denominator'] %}
        cast(
            sum(
                case when due.role = '{{ role }}' then due.coefficient * reported_values.value end
            ) as decimal(18, 4)
        ) as {{ role }},
        {%- endfor %}
        sum(reported_values.present) as present,
        sum(reported_values.withheld) as withheld
    from reported_values
    inner join due
        on
            reported_values.form_code = due.form_code
            and reported_values.indicator_code = due.component_code
    where reported_values.category_code = '_T'
    group by
        reported_values.report_id,
        reported_values.unit_code,
        reported_values.form_code,
        reported_values.period_code,
        reported_values.epoch,
        due.indicator_code,
        reported_values.category_code,
        due.figures_due
)

-- Of nothing there is no rate.
select
    report_id,
    unit_code,
    form_code,
    period_code,
    epoch,
    indicator_code,
    category_code,
    case when present = figures_due and denominator > 0 then 1 else 0 end as present,
    withheld,
    case
        when present = figures_due then {{ ratio_half_up('numerator', 'denominator', 4) }}
    end as value
from parts
