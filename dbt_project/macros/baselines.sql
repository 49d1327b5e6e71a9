{#- A query of what figures compared with amount to: one row for each of their groups, with their
    number, mean, standard deviation (of all of them, not of a sample), median, median absolute
    deviation, and the straight line through them continued to distance 0.

    figures: a common table expression with `keys`, `value` and `distance` (1 for the latest).
    type: of the results. -#}
{% macro baseline_statistics(figures, keys, type) -%}
with centres as (
    select
        {%- for key in keys %}
        {{ key }},
        {%- endfor %}
        count(*) as figure_count,
        cast(sum(value) / count(*) as {{ type }}) as mean_value,
        cast(stddev_pop(value) as {{ type }}) as standard_deviation,
        cast(median(value) as {{ type }}) as median_value,
        cast(regr_intercept(value, distance) as {{ type }}) as forecast_value
    from {{ figures }}
    group by {{ keys | join(', ') }}
)

select
    {%- for key in keys %}
    centres.{{ key }},
    {%- endfor %}
    centres.figure_count,
    centres.mean_value,
    centres.standard_deviation,
    centres.median_value,
    greatest(coalesce(centres.forecast_value, centres.mean_value), 0) as forecast_value,
    cast(median(abs({{ figures }}.value - centres.median_value)) as {{ type }}) as median_deviation
from centres
inner join {{ figures }}
    on
        {%- for key in keys %}
        {{ 'and ' if not loop.first }}centres.{{ key }} = {{ figures }}.{{ key }}
        {%- endfor %}
group by
    {%- for key in keys %}
    centres.{{ key }},
    {%- endfor %}
    centres.figure_count,
    centres.mean_value,
    centres.standard_deviation,
    centres.median_value,
    centres.forecast_value
{%- endmacro %}
