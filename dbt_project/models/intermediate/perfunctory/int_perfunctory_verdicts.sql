{#- What each kind counts, of how many, what it takes for too much, and what it shows for it. -#}
{%- set kinds = {
    'int_copied_reports': {
        'is_suspect': 'equal_count = figure_count and equal_count = previous_count',
        'left_count': 'equal_count',
        'related_period_code': 'related_period_code',
        'distance': 'distance',
    },
    'int_zero_reports': {'is_suspect': 'nonzero_count = 0', 'left_count': 'nonzero_count'},
    'int_like_reports': {
        'is_suspect': 'other_unit_code is not null',
        'left_count': 'equal_count',
        'usual_count': 'usual_count',
        'related_unit_code': 'other_unit_code',
    },
    'int_chance_reports': {
        'is_suspect': 'odds is not null',
        'left_count': 'hit_count',
        'usual_count': 'usual_count',
        'odds': 'odds',
        'digit': 'digit',
    },
} -%}
{%- set types = {
    'usual_count': 'bigint', 'odds': 'decimal(28, 4)', 'digit': 'bigint', 'distance': 'bigint',
    'related_unit_code': type_text(), 'related_period_code': type_text(),
} -%}

with rule_parts as (
    select * from {{ ref('stg_rules__rule_parts') }}
),

{%- for kind in kinds %}
{{ kind }} as (
    select * from {{ ref(kind) }}
),
{%- endfor %}

judged as (
    {%- for kind, columns in kinds.items() %}
    select
        part_id,
        unit_code,
        period_code,
        epoch,
        submission_id,
        not_applicable_reason,
        not_applicable_reason is null and {{ columns['is_suspect'] }} as is_suspect,
        {{ columns['left_count'] }} as left_count,
        {%- for column, type in types.items() %}
        cast({{ columns.get(column, 'null') }} as {{ type }}) as {{ column }},
        {%- endfor %}
        figure_count as right_count
    from {{ kind }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- Of several periods before, the one that was copied, else the last.
ranked as (
    select
        *,
        row_number() over (
            partition by part_id, unit_code, period_code, epoch
            order by case when is_suspect then 0 else 1 end, distance
        ) as position_no
    from judged
)

select
    rule_parts.rule_code,
    rule_parts.part_no,
    rule_parts.part_code,
    ranked.unit_code,
    rule_parts.form_code,
    ranked.period_code,
    rule_parts.indicator_code,
    rule_parts.category_code,
    ranked.epoch,
    ranked.submission_id,
    case
        when ranked.not_applicable_reason is not null then 'not_applicable'
        when ranked.is_suspect then 'fail'
        else 'pass'
    end as verdict,
    ranked.not_applicable_reason,
    case when ranked.not_applicable_reason is null then ranked.left_count end as left_value,
    case when ranked.not_applicable_reason is null then ranked.right_count end as right_value,
    case when ranked.is_suspect and ranked.usual_count is not null then 0 end as low_value,
    case when ranked.is_suspect then ranked.usual_count end as high_value,
    false as left_is_blank,
    false as right_is_blank,
    case when ranked.is_suspect then ranked.related_unit_code end as related_unit_code,
    case when ranked.is_suspect then ranked.related_period_code end as related_period_code,
    case when ranked.is_suspect then ranked.odds end as odds,
    case when ranked.is_suspect then ranked.digit end as digit
from ranked
inner join rule_parts
    on ranked.part_id = rule_parts.part_id
where ranked.position_no = 1
