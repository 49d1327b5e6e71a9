{#- Whether a difference of two sides satisfies an operator of the rule language within a tolerance; null
    for any other operator. -#}
{% macro comparison_holds(operator, difference, tolerance) -%}
case {{ operator }}
    when '==' then abs({{ difference }}) <= {{ tolerance }}
    when '!=' then abs({{ difference }}) > {{ tolerance }}
    when '<=' then {{ difference }} <= {{ tolerance }}
    when '<' then {{ difference }} < {{ tolerance }}
    when '>=' then -({{ difference }}) <= {{ tolerance }}
    when '>' then -({{ difference }}) < {{ tolerance }}
end
{%- endmacro %}


{#- How many decimals a number is printed with: digits after its only comma or point, 0 where it has
    none. For rates, which have no thousands to set apart. -#}
{% macro printed_decimals(raw_text) -%}
{%- set kept = "replace(replace(replace(" ~ raw_text ~ ", '%', ''), ' ', ''), '.', ',')" -%}
length({{ text_part(kept, "','", 2) }})
{%- endmacro %}
