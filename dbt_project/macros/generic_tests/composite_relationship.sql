{#- Fails for every combination of columns that has no row in another table; rows with a null in
    one of the columns pass. -#}
{% test composite_relationship(model, columns, to, to_columns=none) %}
{%- set to_columns = to_columns or columns %}
with child as (
    select distinct {{ columns | join(', ') }}
    from {{ model }}
)

select child.*
from child
left join {{ to }} as parent
    on
        {%- for column in columns %}
        {{ 'and ' if not loop.first }}child.{{ column }} = parent.{{ to_columns[loop.index0] }}
        {%- endfor %}
where
    parent.{{ to_columns[0] }} is null
    {%- for column in columns %}
    and child.{{ column }} is not null
    {%- endfor %}
{% endtest %}
