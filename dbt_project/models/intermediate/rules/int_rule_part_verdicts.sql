{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
        meta={'looks_back': true},
    )
}}

{%- set kinds = [
    'int_comparison_verdicts', 'int_statistic_verdicts', 'int_perfunctory_verdicts',
] %}
{#- What only reports that may be perfunctory are shown beside their counts. -#}
{%- set evidence = {
    'related_unit_code': type_text(), 'related_period_code': type_text(),
    'odds': 'decimal(28, 4)', 'digit': 'bigint',
} %}

with
{%- for kind in kinds %}
{{ kind }} as (
    select * from {{ ref(kind) }}
    where {{ in_build_periods('period_code', looks_back=true) }}
),
{%- endfor %}

verdicts as (
    {%- for kind in kinds %}
    select
        rule_code,
        part_no,
        part_code,
        unit_code,
        form_code,
        period_code,
        indicator_code,
        category_code,
        epoch,
        submission_id,
        verdict,
        not_applicable_reason,
        cast(left_value as decimal(28, 4)) as left_value,
        cast(right_value as decimal(28, 4)) as right_value,
        cast(low_value as decimal(28, 4)) as low_value,
        cast(high_value as decimal(28, 4)) as high_value,
        {%- for column, type in evidence.items() %}
        cast({{ column if kind == 'int_perfunctory_verdicts' else 'null' }} as {{ type }})
            as {{ column }},
        {%- endfor %}
        left_is_blank,
        right_is_blank
    from {{ kind }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    rule_code,
    part_no,
    part_code,
    unit_code,
    form_code,
    period_code,
    indicator_code,
    category_code,
    epoch,
    submission_id,
    verdict,
    not_applicable_reason,
    left_value,
    right_value,
    left_value - right_value as imbalance,
    low_value,
    high_value,
    left_is_blank,
    right_is_blank,
    related_unit_code,
    related_period_code,
    odds,
    digit
from verdicts
