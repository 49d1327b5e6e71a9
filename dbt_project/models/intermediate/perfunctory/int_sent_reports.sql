with sent_figures as (
    select * from {{ ref('int_sent_figures') }}
),

rules as (
    select * from {{ ref('stg_rules__rules') }}
),

rule_parts as (
    select * from {{ ref('stg_rules__rule_parts') }}
),

counts as (
    select
        rule_code,
        part_no,
        submission_id,
        unit_code,
        form_code,
        period_code,
        received_at,
        superseded_at,
        count(*) as nonzero_count,
        count(distinct value) as distinct_count
    from sent_figures
    group by
        rule_code, part_no, submission_id, unit_code, form_code, period_code, received_at,
        superseded_at
)

-- In so many blocks that reports which are alike agree in one of them as a whole, and not on zeros
-- alone: docs/methods.md.
select
    counts.rule_code,
    counts.part_no,
    counts.submission_id,
    counts.unit_code,
    counts.form_code,
    counts.period_code,
    counts.received_at,
    counts.superseded_at,
    counts.nonzero_count,
    counts.distinct_count,
    counts.nonzero_count >= rules.param_min_values
    and counts.distinct_count >= rules.param_min_distinct as is_judged,
    cast(
        floor((1 - rules.param_min_share) * rule_parts.left_terms / rules.param_min_share + 0.00001)
        as integer
    ) + 1 as block_count
from counts
inner join rules
    on counts.rule_code = rules.rule_code
inner join rule_parts
    on
        counts.rule_code = rule_parts.rule_code
        and counts.part_no = rule_parts.part_no
