{#- A message template with its placeholders filled in; a value that is null leaves nothing. -#}
{% macro fill_in(template, values) -%}
    {%- set filled = namespace(sql=template) -%}
    {%- for name, value in values.items() -%}
        {%- set filled.sql = "replace(" ~ filled.sql ~ ", '{" ~ name ~ "}', coalesce(" ~ value ~ ", ''))" -%}
    {%- endfor -%}
    {{ filled.sql }}
{%- endmacro %}


{#- The place of a figure in a sentence: `, trang tính “Biểu 1”, ô D12`; nothing where unknown. -#}
{% macro place_text(sheet, cell, language) -%}
{%- set words = {'vi': [', trang tính “', '”', ', ô '], 'en': [', sheet “', '”', ', cell ']}[language] -%}
concat(
    case when {{ sheet }} <> '' then concat('{{ words[0] }}', {{ sheet }}, '{{ words[1] }}') else '' end,
    case when {{ cell }} <> '' then concat('{{ words[2] }}', {{ cell }}) else '' end
)
{%- endmacro %}


{#- A day as people write it: 31/12/2025. -#}
{% macro day_text(day) -%}
    {{ return(adapter.dispatch('day_text', 'baocao')(day)) }}
{%- endmacro %}

{% macro default__day_text(day) -%}
    strftime({{ day }}, '%d/%m/%Y')
{%- endmacro %}

{% macro spark__day_text(day) -%}
    date_format({{ day }}, 'dd/MM/yyyy')
{%- endmacro %}


{#- The instant (UTC) at which a calendar day in Vietnam ends. -#}
{% macro end_of_local_day(day) -%}
    {{ return(adapter.dispatch('end_of_local_day', 'baocao')(day)) }}
{%- endmacro %}

{% macro default__end_of_local_day(day) -%}
    cast({{ day }} + interval 1 day as timestamp) at time zone 'Asia/Ho_Chi_Minh'
{%- endmacro %}

{% macro spark__end_of_local_day(day) -%}
    to_utc_timestamp(date_add({{ day }}, 1), 'Asia/Ho_Chi_Minh')
{%- endmacro %}


{#- How an operator of a rule is printed: ≤ for <=. -#}
{% macro relation_sign(operator) -%}
case {{ operator }}
    when '==' then '=' when '!=' then '≠' when '<=' then '≤' when '>=' then '≥' else {{ operator }}
end
{%- endmacro %}
