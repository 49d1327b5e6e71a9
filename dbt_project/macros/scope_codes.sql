{#- What a report of a form owes depends on these; reports of one scope owe the same figures. -#}
{% macro report_scope(form_code, form_version, unit_type, period_type) -%}
concat({{ form_code }}, '/', {{ form_version }}, '/', {{ unit_type }}, '/', {{ period_type }})
{%- endmacro %}


{#- The same for figures of a period that are made of reports for parts of it: parts of another
    number may have been asked for other items, and a unit that began later owes fewer of them. -#}
{% macro made_scope(form_code, unit_type, regime, period_code, made_as, first_part_no) -%}
concat(
    {{ form_code }}, '/', {{ unit_type }}, '/', {{ regime }}, '/', {{ period_code }}, '/',
    {{ made_as }}, '/', cast({{ first_part_no }} as {{ type_text() }})
)
{%- endmacro %}


{#- Whether a part of a longer period enters an indicator's figure of that period: all parts of a
    flow, the first of an opening balance, the last of what stands at the end. A unit that has ended
    has nothing that stands at the end. -#}
{% macro is_part_used() -%}
(
    indicators.agg_periods = 'sum'
    or (indicators.agg_periods = 'first' and report_parts.part_no = report_parts.first_part_no)
    or (
        indicators.agg_periods = 'last'
        and report_parts.part_no = report_parts.last_part_no
        and report_parts.made_as = 'derived'
    )
)
{%- endmacro %}


{#- How many of its parts a figure of a longer period cannot do without. -#}
{% macro parts_needed() -%}
case when indicators.agg_periods = 'sum' then report_parts.parts_owed else 1 end
{%- endmacro %}
