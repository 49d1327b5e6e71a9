{#- A decimal as people read it, thousands grouped: `1.234,5` in Vietnamese, `1,234.5` in English;
    at most four decimals. Null, and what the condition says is blank, is the word for it. -#}
{% macro number_text(column, language, is_blank='false') -%}
{%- set grouped = grouped_number(column) -%}
case
    when {{ column }} is null or {{ is_blank }}
        then '{{ 'bỏ trống' if language == 'vi' else 'blank' }}'
    else {{ "translate(" ~ grouped ~ ", ',.', '.,')" if language == 'vi' else grouped }}
end
{%- endmacro %}


{#- A decimal with a comma between thousands and a point before its decimals, if it has any. -#}
{% macro grouped_number(column) -%}
concat(
    case when {{ column }} < 0 then '-' else '' end,
    {{ grouped_integer('floor(abs(' ~ column ~ '))') }},
    case
        when abs({{ column }}) > floor(abs({{ column }}))
            then substr({{ plain_number('abs(' ~ column ~ ') - floor(abs(' ~ column ~ '))') }}, 2)
        else ''
    end
)
{%- endmacro %}


{#- A whole number with a comma between thousands. -#}
{% macro grouped_integer(expression) -%}
    {{ return(adapter.dispatch('grouped_integer', 'baocao')(expression)) }}
{%- endmacro %}

{% macro default__grouped_integer(expression) -%}
    format('{:,}', cast({{ expression }} as bigint))
{%- endmacro %}

{% macro spark__grouped_integer(expression) -%}
    format_number({{ expression }}, 0)
{%- endmacro %}


{#- How many whole times one whole number above zero goes into another that is not below zero. -#}
{% macro whole_quotient(dividend, divisor) -%}
    {{ return(adapter.dispatch('whole_quotient', 'baocao')(dividend, divisor)) }}
{%- endmacro %}

{% macro default__whole_quotient(dividend, divisor) -%}
    {{ dividend }} // {{ divisor }}
{%- endmacro %}

{#- Without the rest the quotient is whole, and no digit of it is rounded. -#}
{% macro spark__whole_quotient(dividend, divisor) -%}
    ({{ dividend }} - {{ dividend }} % {{ divisor }}) / {{ divisor }}
{%- endmacro %}
