{#- The key of a table over several columns: fails for every key that stands more than once and for
    every key with a null in it, but for the columns named in allow_null.

    Only rows whose key has the hash of another are compared: a number takes little room. -#}
{% test unique_combination(model, columns, allow_null=[]) %}
{%- set key = row_hash(columns) %}
select
    {{ columns | join(',\n    ') }},
    count(*) as occurrences
from {{ model }}
where
    {{ key }} in (select {{ key }} from {{ model }} group by 1 having count(*) > 1)
    {%- for column in columns if column not in allow_null %}
    or {{ column }} is null
    {%- endfor %}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    {%- for column in columns if column not in allow_null %}
    or {{ column }} is null
    {%- endfor %}
{% endtest %}


{#- A number that is the same for rows that agree in these columns, and hardly ever for others. -#}
{% macro row_hash(columns) -%}
    {{ return(adapter.dispatch('row_hash', 'baocao')(columns)) }}
{%- endmacro %}

{% macro default__row_hash(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}

{% macro spark__row_hash(columns) -%}
    xxhash64({{ columns | join(', ') }})
{%- endmacro %}
