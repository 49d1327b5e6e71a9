{#- factor * numerator / denominator rounded half up (away from zero) to a number of decimals, as an
    exact decimal; null when a part is null or the denominator is not above zero.

    Worked in whole numbers: binary fractions would round 1.005 down to 1.00. Parts have at most
    four decimals; `decimals` is a column or a number from 0 to 4. -#}
{% macro ratio_half_up(numerator, denominator, decimals, factor=100) -%}
{%- set small = '100000000' -%}
case
    when {{ denominator }} > 0 and {{ denominator }} < {{ small }} and abs({{ numerator }}) < {{ small }}
        then {{ _ratio_in_whole_numbers(numerator, denominator, decimals, factor, 'bigint', 13) }}
    when {{ denominator }} > 0
        then {{ _ratio_in_whole_numbers(numerator, denominator, decimals, factor, type_whole() | trim, 28) }}
end
{%- endmacro %}


{#- The ratio above in whole numbers of a type. Up to a hundred millions they fit into a bigint, by which
    a processor divides many times faster. -#}
{% macro _ratio_in_whole_numbers(numerator, denominator, decimals, factor, type, digits) -%}
{%- set exact = 'decimal(' ~ digits ~ ', 4)' -%}
{%- set whole_numerator -%}
    cast(cast({{ numerator }} as {{ exact }}) * 10000 as {{ type }})
    * {{ factor }} * {{ power_of_ten(decimals, type, highest=4) }}
{%- endset -%}
{%- set whole_denominator = 'cast(cast(' ~ denominator ~ ' as ' ~ exact ~ ') * 10000 as ' ~ type ~ ')' -%}
cast(
    sign({{ numerator }}) * (
        {{ whole_quotient(
            '(2 * abs(' ~ whole_numerator ~ ') + ' ~ whole_denominator ~ ')',
            '(2 * ' ~ whole_denominator ~ ')'
        ) }}
    ) as decimal(18, 0)
) * {{ power_of_ten('-(' ~ decimals ~ ')', 'decimal(18, 4)') }}
{%- endmacro %}


{#- Ten to the power of a whole number, exactly, as the given type: of one from `highest` - 4 to
    `highest`. -#}
{% macro power_of_ten(exponent, type, highest=0) -%}
case {{ exponent }}
    {%- for power in range(highest - 4, highest + 1) %}
    when {{ power }} then cast({{ '1' ~ '0' * power if power >= 0 else '0.' ~ '0' * (-power - 1) ~ '1' }} as {{ type }})
    {%- endfor %}
end
{%- endmacro %}
