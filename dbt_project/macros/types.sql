{#- Text without a length, which engines name differently. -#}
{% macro type_text() -%}
    {{ return(adapter.dispatch('type_text', 'baocao')()) }}
{%- endmacro %}

{% macro default__type_text() -%}
    varchar
{%- endmacro %}

{% macro spark__type_text() -%}
    string
{%- endmacro %}


{#- An instant in UTC, which engines name differently. -#}
{% macro type_instant() -%}
    {{ return(adapter.dispatch('type_instant', 'baocao')()) }}
{%- endmacro %}

{% macro default__type_instant() -%}
    timestamp with time zone
{%- endmacro %}

{% macro spark__type_instant() -%}
    timestamp
{%- endmacro %}


{#- The texts of a group in one, separated by `; `, in the order of another expression. -#}
{% macro text_list(expression, order_by) -%}
    {{ return(adapter.dispatch('text_list', 'baocao')(expression, order_by)) }}
{%- endmacro %}

{% macro default__text_list(expression, order_by) -%}
    string_agg({{ expression }}, '; ' order by {{ order_by }})
{%- endmacro %}

{% macro spark__text_list(expression, order_by) -%}
    array_join(
        transform(
            array_sort(collect_list(struct({{ order_by }} as place, {{ expression }} as text))),
            item -> item.text
        ),
        '; '
    )
{%- endmacro %}


{#- A binary fraction of eight bytes; dbt's own type_float is of four. -#}
{% macro type_double() -%}
    double
{%- endmacro %}


{#- The different codes of a group in one, in order, separated by `|`. -#}
{% macro code_list(expression) -%}
    {{ return(adapter.dispatch('code_list', 'baocao')(expression)) }}
{%- endmacro %}

{% macro default__code_list(expression) -%}
    string_agg(distinct {{ expression }}, '|' order by {{ expression }})
{%- endmacro %}

{% macro spark__code_list(expression) -%}
    array_join(array_sort(collect_set({{ expression }})), '|')
{%- endmacro %}


{#- A whole number of up to 38 digits. -#}
{% macro type_whole() -%}
    {{ return(adapter.dispatch('type_whole', 'baocao')()) }}
{%- endmacro %}

{% macro default__type_whole() -%}
    hugeint
{%- endmacro %}

{% macro spark__type_whole() -%}
    decimal(38, 0)
{%- endmacro %}
