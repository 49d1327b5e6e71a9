with failures as (
    select
        *,
        row_number() over (
            partition by rule_code, part_no, unit_code, form_code, period_code
            order by case when epoch = 0 then 0 else 1 end, epoch desc
        ) as recency
    from {{ ref('int_rule_part_verdicts') }}
    where verdict = 'fail'
),

-- As it stands, or as it stood last.
part_verdicts as (
    select * from failures
    where recency = 1
),

rules as (
    select * from {{ ref('stg_rules__rules') }}
),

rule_parts as (
    select * from {{ ref('stg_rules__rule_parts') }}
),

flag_templates as (
    select * from {{ ref('int_flag_templates') }}
),

flag_cells as (
    select * from {{ ref('int_flag_cells') }}
),

suspect_cells as (
    select * from {{ ref('int_suspect_cells') }}
),

submissions as (
    select * from {{ ref('int_submissions_versioned') }}
)

select
    part_verdicts.rule_code as check_code,
    part_verdicts.part_code,
    part_verdicts.unit_code,
    part_verdicts.form_code,
    part_verdicts.period_code,
    part_verdicts.indicator_code,
    part_verdicts.category_code,
    part_verdicts.submission_id,
    submissions.delivery_id,
    submissions.file_name,
    {%- for language in ['vi', 'en'] %}
    {{ fill_in('flag_templates.message_' ~ language, {
        'left': number_text(
            'part_verdicts.left_value', language, 'part_verdicts.left_is_blank'
        ),
        'right': number_text(
            'part_verdicts.right_value', language, 'part_verdicts.right_is_blank'
        ),
        'difference': number_text('abs(part_verdicts.imbalance)', language),
        'low': number_text('part_verdicts.low_value', language),
        'high': number_text('part_verdicts.high_value', language),
        'where': place_text('flag_cells.sheet', 'flag_cells.cell', language),
    }) }} as message_{{ language }},
    {%- endfor %}
    {{ expected_text() }} as expected,
    case
        when part_verdicts.left_is_blank then 'bỏ trống / blank'
        else {{ plain_number('part_verdicts.left_value') }}
    end as actual,
    flag_cells.sheet,
    flag_cells.cell,
    cast(null as {{ type_text() }}) as raw_text,
    case
        when suspect_cells.suspect_cells is null then flag_cells.compared_cells
        when suspect_cells.may_lie_elsewhere and flag_cells.cells_elsewhere is not null
            then concat(suspect_cells.suspect_cells, '; ', flag_cells.cells_elsewhere)
        else suspect_cells.suspect_cells
    end as suspect_cells,
    suspect_cells.suspects_vi,
    suspect_cells.suspects_en,
    'Số liệu hiện có không còn điểm này / The figures in force no longer show it'
        as settled_reason
from part_verdicts
inner join rules
    on part_verdicts.rule_code = rules.rule_code
inner join rule_parts
    on
        part_verdicts.rule_code = rule_parts.rule_code
        and part_verdicts.part_no = rule_parts.part_no
inner join submissions
    on part_verdicts.submission_id = submissions.submission_id
inner join flag_templates
    on
        part_verdicts.rule_code = flag_templates.rule_code
        and part_verdicts.part_no = flag_templates.part_no
        and part_verdicts.unit_code = flag_templates.unit_code
        and part_verdicts.form_code = flag_templates.form_code
        and part_verdicts.period_code = flag_templates.period_code
        and part_verdicts.epoch = flag_templates.epoch
left join flag_cells
    on
        case when part_verdicts.epoch = 0 then part_verdicts.rule_code end = flag_cells.rule_code
        and part_verdicts.part_no = flag_cells.part_no
        and part_verdicts.unit_code = flag_cells.unit_code
        and part_verdicts.period_code = flag_cells.period_code
left join suspect_cells
    on
        case when part_verdicts.epoch = 0 then part_verdicts.rule_code end = suspect_cells.rule_code
        and part_verdicts.part_no = suspect_cells.part_no
        and part_verdicts.unit_code = suspect_cells.unit_code
        and part_verdicts.period_code = suspect_cells.period_code
