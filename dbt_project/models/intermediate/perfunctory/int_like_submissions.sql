{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
        meta={'looks_back': true},
    )
}}

with rules as (
    select * from {{ ref('stg_rules__rules') }}
),

reports as (
    select * from {{ ref('int_sent_reports') }}
    where is_judged and {{ in_build_periods('period_code', looks_back=true) }}
),

figures as (
    select * from {{ ref('int_sent_figures') }}
    where {{ in_build_periods('period_code', looks_back=true) }}
),

-- Each report is written out block by block. Only those with a block in common are compared figure
-- by figure, never all with all.
blocks as (
    select
        reports.rule_code,
        reports.part_no,
        reports.submission_id,
        reports.unit_code,
        reports.period_code,
        mod(figures.term_no, reports.block_count) as block_no,
        {{ text_list("concat(figures.term_no, '=', " ~ plain_number('figures.value') ~ ")",
                     'figures.term_no') }} as block
    from reports
    inner join figures
        on
            reports.rule_code = figures.rule_code
            and reports.part_no = figures.part_no
            and reports.submission_id = figures.submission_id
    group by
        reports.rule_code, reports.part_no, reports.submission_id, reports.unit_code,
        reports.period_code, mod(figures.term_no, reports.block_count)
),

candidates as (
    select distinct
        blocks.rule_code,
        blocks.part_no,
        blocks.submission_id,
        others.submission_id as other_submission_id
    from blocks
    inner join blocks as others
        on
            blocks.rule_code = others.rule_code
            and blocks.part_no = others.part_no
            and blocks.period_code = others.period_code
            and blocks.block_no = others.block_no
            and blocks.block = others.block
            and blocks.unit_code <> others.unit_code
),

counts as (
    select
        candidates.rule_code,
        candidates.part_no,
        candidates.submission_id,
        candidates.other_submission_id,
        count(*) as common_count,
        sum(case when figures.value = other_figures.value then 1 else 0 end) as equal_count
    from candidates
    inner join figures
        on
            candidates.rule_code = figures.rule_code
            and candidates.part_no = figures.part_no
            and candidates.submission_id = figures.submission_id
    inner join figures as other_figures
        on
            candidates.rule_code = other_figures.rule_code
            and candidates.part_no = other_figures.part_no
            and candidates.other_submission_id = other_figures.submission_id
            and figures.term_no = other_figures.term_no
    group by
        candidates.rule_code, candidates.part_no, candidates.submission_id,
        candidates.other_submission_id
)

select
    counts.rule_code,
    counts.part_no,
    reports.form_code,
    reports.period_code,
    counts.submission_id,
    reports.unit_code,
    counts.other_submission_id,
    others.unit_code as other_unit_code,
    counts.equal_count,
    reports.nonzero_count + others.nonzero_count - counts.common_count as figure_count
from counts
inner join rules
    on counts.rule_code = rules.rule_code
inner join reports
    on
        counts.rule_code = reports.rule_code
        and counts.part_no = reports.part_no
        and counts.submission_id = reports.submission_id
inner join reports as others
    on
        counts.rule_code = others.rule_code
        and counts.part_no = others.part_no
        and counts.other_submission_id = others.submission_id
where
    (reports.superseded_at is null or others.received_at < reports.superseded_at)
    and (others.superseded_at is null or reports.received_at < others.superseded_at)
    and counts.equal_count
    >= rules.param_min_share * (reports.nonzero_count + others.nonzero_count - counts.common_count)
