{#- factor * numerator / denominator rounded half up (away from zero) to a number of decimals, as an
    exact decimal; null when a part is null or the denominator is not above zero.

    Worked in whole numbers: binary fractions would round 1.005 down to 1.00. Parts have at most
    four decimals; `decimals` is a column or a number from 0 to 4. -#}
{% macro ratio_half_up(numerator, denominator, decimals, factor=100) -%}
    {{ return(adapter.dispatch('ratio_half_up', 'baocao')(numerator, denominator, decimals, factor)) }}
{%- endmacro %}

{% macro default__ratio_half_up(numerator, denominator, decimals, factor) -%}
{%- set small = '100000000' -%}
case
    when {{ denominator }} > 0 and {{ denominator }} < {{ small }} and abs({{ numerator }}) < {{ small }}
        then {{ _ratio_in_whole_numbers(numerator, denominator, decimals, factor, 'bigint') }}
    when {{ denominator }} > 0
        then {{ _ratio_in_whole_numbers(numerator, denominator, decimals, factor, 'hugeint') }}
end
{%- endmacro %}


{#- The ratio above in whole numbers of a type. Up to a hundred millions they fit into a bigint, by which
    a processor divides many times faster. -#}
{% macro _ratio_in_whole_numbers(numerator, denominator, decimals, factor, type) -%}
{%- set exact = 'decimal(13, 4)' if type == 'bigint' else 'decimal(28, 4)' -%}
{%- set whole_numerator -%}
    cast(cast({{ numerator }} as {{ exact }}) * 10000 as {{ type }})
    * {{ factor }} * {{ power_of_ten(decimals, type) }}
{%- endset -%}
{%- set whole_denominator = 'cast(cast(' ~ denominator ~ ' as ' ~ exact ~ ') * 10000 as ' ~ type ~ ')' -%}
cast(
    sign({{ numerator }}) * (
        (2 * abs({{ whole_numerator }}) + {{ whole_denominator }})
        // (2 * {{ whole_denominator }})
    ) as decimal(18, 0)
) * {{ power_of_ten('-(' ~ decimals ~ ')', 'decimal(18, 4)') }}
{%- endmacro %}


{#- Ten to the power of a whole number from -4 to 4, exactly, as the given type. -#}
{% macro power_of_ten(exponent, type) -%}
case {{ exponent }}
    {%- for power in ((range(0, 5) if type in ('bigint', 'hugeint') else range(-4, 1)) | list) %}
    when {{ power }} then cast({{ '1' ~ '0' * power if power >= 0 else '0.' ~ '0' * (-power - 1) ~ '1' }} as {{ type }})
    {%- endfor %}
end
{%- endmacro %}
