-- Counts and rates of a page are those at the top of the tree in agg_reporting_rates: one truth,
-- twice. There may be several tops, such as the provinces of a country.
{%- set layers = [
    'reports_filled', 'reports_passed', 'days_late', 'compulsory_expected', 'compulsory_filled',
    'rules_evaluated', 'rules_passed',
] %}

with ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
    where depth > 0
),

top_rates as (
    select
        rates.period_code,
        rates.form_code,
        sum(rates.expected) as expected,
        sum(rates.received) as received,
        {%- for column in layers %}
        sum(rates.{{ column }}) as {{ column }},
        {%- endfor %}
        sum(rates.on_time) as on_time
    from {{ ref('agg_reporting_rates') }} as rates
    left join ancestors
        on
            rates.unit_code = ancestors.unit_code
            and rates.period_code = ancestors.period_code
    where ancestors.unit_code is null
    group by
        rates.period_code,
        rates.form_code
)

select
    top_rates.period_code,
    top_rates.form_code
from top_rates
left join {{ ref('rpt_reporting_summary') }} as summary
    on
        top_rates.period_code = summary.period_code
        and top_rates.form_code = summary.form_code
        and summary.group_code = '_T'
where
    summary.expected is distinct from top_rates.expected
    or summary.received is distinct from top_rates.received
    or summary.on_time is distinct from top_rates.on_time
    {%- for column in layers %}
    or summary.{{ column }} is distinct from top_rates.{{ column }}
    {%- endfor %}
    or summary.completeness
    is distinct from {{ ratio_half_up('top_rates.received', 'top_rates.expected', 2) }}
    or summary.timeliness
    is distinct from {{ ratio_half_up('top_rates.on_time', 'top_rates.expected', 2) }}
