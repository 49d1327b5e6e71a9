{#- Whether a verdict is about a binding rule: a comparison that a right report satisfies. Statistics,
    signs of perfunctory reports and rules of severity warn only ask to check. -#}
{% macro is_binding() -%}
verdicts.check_kind = 'comparison' and verdicts.severity in ('error', 'block')
{%- endmacro %}


{#- Whether a flag of fct_quality_flags, under this name, was raised by a binding rule. -#}
{% macro is_binding_flag(flags) -%}
{{ flags }}check_kind = 'rule' and {{ flags }}severity in ('error', 'block')
{%- endmacro %}


{#- Whether a flag of fct_quality_flags, under this name, only asks to check a figure. -#}
{% macro asks_to_check(flags) -%}
{{ flags }}check_kind in ('rule', 'statistical', 'perfunctory')
and not ({{ is_binding_flag(flags) }})
{%- endmacro %}


{#- One row with a column for each code of score_settings. -#}
{% macro score_settings() -%}
select
    {%- for code in [
        'weight_submitted', 'weight_timely', 'weight_filled', 'weight_passed',
        'min_reports', 'min_peers', 'interval_z',
    ] %}
    max(case when setting_code = '{{ code }}' then setting_value end) as {{ code }}
    {{- ',' if not loop.last }}
    {%- endfor %}
from {{ ref('dim_score_settings') }}
{%- endmacro %}


{#- The weighted mean of the shares of the parts, from 0 to 100, rounded half up to one decimal; a part of
    which nothing was owed has no share and no weight; null without any.

    parts: names of the parts. shares: what stands before the names of the columns, such as `shares.`; they end in `_share`.
    settings: the same for the weights. -#}
{% macro weighted_score(parts, shares, settings) -%}
{%- set sums -%}
    {%- for part in parts -%}
    coalesce({{ settings }}weight_{{ part }} * {{ shares }}{{ part }}_share, 0)
    {{- ' + ' if not loop.last }}
    {%- endfor %}
{%- endset -%}
{%- set weights -%}
    {%- for part in parts -%}
    case when {{ shares }}{{ part }}_share is null then 0 else {{ settings }}weight_{{ part }} end
    {{- ' + ' if not loop.last }}
    {%- endfor %}
{%- endset -%}
{{ ratio_half_up('(' ~ sums ~ ')', '(' ~ weights ~ ')', 1, factor=1) }}
{%- endmacro %}


{#- One end of Wilson's interval for a share in per cent that was seen in a number of reports, to one
    decimal. sign: '-' for the lower end, '+' for the upper; z: quantile of the normal distribution.

    E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, Journal of the
    American Statistical Association 22 (1927), 209-212. -#}
{% macro wilson_bound(share, count, z, sign) -%}
{%- set p = '(cast(' ~ share ~ ' as ' ~ type_double() ~ ') / 100)' -%}
{%- set z = 'cast(' ~ z ~ ' as ' ~ type_double() ~ ')' -%}
case when {{ count }} > 0 then
    cast(round(100 * least(1, greatest(0, (
        {{ p }} + {{ z }} * {{ z }} / (2 * {{ count }})
        {{ sign }} {{ z }} * sqrt(
            {{ p }} * (1 - {{ p }}) / {{ count }}
            + {{ z }} * {{ z }} / (4.0 * {{ count }} * {{ count }})
        )
    ) / (1 + {{ z }} * {{ z }} / {{ count }}))), 1) as decimal(5, 1))
end
{%- endmacro %}
