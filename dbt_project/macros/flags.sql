{#- The key of a flag, from what it is about and nothing of how or when it was found: the same fault
    keeps its key. -#}
{% macro flag_key(table) -%}
md5(
    concat(
        {{ table }}.check_code, '|', coalesce({{ table }}.part_code, ''), '|',
        coalesce({{ table }}.unit_code, ''), '|', coalesce({{ table }}.form_code, ''), '|',
        coalesce({{ table }}.period_code, ''), '|', coalesce({{ table }}.indicator_code, ''), '|',
        coalesce({{ table }}.category_code, '')
    )
)
{%- endmacro %}


{#- The columns of a decision, for what happens without one. -#}
{% macro decided_by_nobody() -%}
cast(null as {{ type_text() }}) as decided_by,
cast(null as {{ type_text() }}) as reason,
cast(null as {{ type_instant() }}) as until_at
{%- endmacro %}
