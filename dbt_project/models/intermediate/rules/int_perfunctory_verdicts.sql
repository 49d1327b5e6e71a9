with copied_reports as (
    select * from {{ ref('int_copied_reports') }}
),

zero_reports as (
    select * from {{ ref('int_zero_reports') }}
),

rule_parts as (
    select * from {{ ref('stg_rules__rule_parts') }}
),

judged as (
    select
        part_id,
        unit_code,
        period_code,
        epoch,
        submission_id,
        not_applicable_reason,
        equal_count = figure_count and equal_count = previous_count as is_suspect,
        equal_count as left_count,
        figure_count as right_count
    from copied_reports
    union all
    select
        part_id,
        unit_code,
        period_code,
        epoch,
        submission_id,
        not_applicable_reason,
        nonzero_count = 0 as is_suspect,
        nonzero_count as left_count,
        figure_count as right_count
    from zero_reports
)

select
    rule_parts.rule_code,
    rule_parts.part_no,
    rule_parts.part_code,
    judged.unit_code,
    rule_parts.form_code,
    judged.period_code,
    rule_parts.indicator_code,
    rule_parts.category_code,
    judged.epoch,
    judged.submission_id,
    case
        when judged.not_applicable_reason is not null then 'not_applicable'
        when judged.is_suspect then 'fail'
        else 'pass'
    end as verdict,
    judged.not_applicable_reason,
    case when judged.not_applicable_reason is null then judged.left_count end as left_value,
    case when judged.not_applicable_reason is null then judged.right_count end as right_value,
    cast(null as decimal(28, 4)) as low_value,
    cast(null as decimal(28, 4)) as high_value,
    false as left_is_blank,
    false as right_is_blank
from judged
inner join rule_parts
    on judged.part_id = rule_parts.part_id
