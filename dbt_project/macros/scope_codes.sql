{#- What a unit's figures of a period must hold depends on these; those of one scope hold the same.
    made_as: by a report for the period, or of reports for its parts, and then from which on: a unit
    that began later owes fewer of them. -#}
{% macro scope_code(form_code, unit_type, regime, period_code, made_as, first_part_no='1') -%}
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
