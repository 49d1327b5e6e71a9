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


{#-
    What a broken part of a rule wanted, as a sign and a number; of the verdict, its rule and its part,
    under the names that `int_rule_flags` gives them.
-#}
{% macro expected_text() -%}
case
    when part_verdicts.low_value is not null
        then concat(
            {{ plain_number('part_verdicts.low_value') }}, ' – ',
            {{ plain_number('part_verdicts.high_value') }}
        )
    when rules.check_kind = 'copied_report'
        then concat('< ', {{ plain_number('part_verdicts.right_value') }})
    when rules.check_kind = 'all_zero' then '> 0'
    when part_verdicts.right_value is not null
        then concat(
            case rule_parts.operator
                when '==' then '=' when '!=' then '≠' when '<=' then '≤' when '>=' then '≥'
                else rule_parts.operator
            end, ' ', {{ plain_number('part_verdicts.right_value') }}
        )
end
{%- endmacro %}
