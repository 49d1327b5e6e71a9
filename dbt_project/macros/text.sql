{#- A decimal as text without trailing zeros: 2.500000 as `2.5`, 3.000000 as `3`. -#}
{% macro plain_number(column) -%}
rtrim(rtrim(cast({{ column }} as {{ type_text() }}), '0'), '.')
{%- endmacro %}


{#- The part of a text between two delimiters, counted from 1; empty where there is none. -#}
{% macro text_part(text, delimiter, number) -%}
split_part({{ text }}, {{ delimiter }}, {{ number }})
{%- endmacro %}
