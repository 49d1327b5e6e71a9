with copied_reports as (
    select * from {{ ref('int_copied_reports') }}
),

zero_reports as (
    select * from {{ ref('int_zero_reports') }}
),

judged as (
    select
        rule_code,
        part_no,
        part_code,
        unit_code,
        form_code,
        period_code,
        submission_id,
        not_applicable_reason,
        equal_count = figure_count and equal_count = previous_count as is_suspect,
        equal_count as left_count,
        figure_count as right_count
    from copied_reports
    union all
    select
        rule_code,
        part_no,
        part_code,
        unit_code,
        form_code,
        period_code,
        submission_id,
        not_applicable_reason,
        nonzero_count = 0 as is_suspect,
        nonzero_count as left_count,
        figure_count as right_count
    from zero_reports
)

select
    rule_code,
    part_no,
    part_code,
    unit_code,
    form_code,
    period_code,
    cast(null as varchar) as indicator_code,
    cast(null as varchar) as category_code,
    submission_id,
    case
        when not_applicable_reason is not null then 'not_applicable'
        when is_suspect then 'fail'
        else 'pass'
    end as verdict,
    not_applicable_reason,
    case when not_applicable_reason is null then left_count end as left_value,
    case when not_applicable_reason is null then right_count end as right_value,
    cast(null as decimal(28, 4)) as low_value,
    cast(null as decimal(28, 4)) as high_value
from judged
