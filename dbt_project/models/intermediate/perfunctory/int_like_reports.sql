with rule_grid as (
    select * from {{ ref('int_rule_grid') }}
    where check_kind = 'like_other_unit'
),

rule_parts as (
    select * from {{ ref('stg_rules__rule_parts') }}
),

rules as (
    select * from {{ ref('stg_rules__rules') }}
),

rule_epochs as (
    select * from {{ ref('int_rule_epochs') }}
),

sent_reports as (
    select * from {{ ref('int_sent_reports') }}
),

like_submissions as (
    select * from {{ ref('int_like_submissions') }}
),

submissions as (
    select * from {{ ref('int_submissions_versioned') }}
),

-- Of the reports of other units that stood at the beginning of the epoch, the one most alike.
ranked as (
    select
        like_submissions.rule_code,
        like_submissions.part_no,
        like_submissions.submission_id,
        rule_epochs.epoch,
        like_submissions.other_unit_code,
        like_submissions.equal_count,
        like_submissions.figure_count,
        row_number() over (
            partition by
                like_submissions.rule_code, like_submissions.part_no,
                like_submissions.submission_id, rule_epochs.epoch
            order by
                like_submissions.figure_count - like_submissions.equal_count,
                like_submissions.other_unit_code
        ) as likeness
    from like_submissions
    inner join rule_epochs
        on like_submissions.submission_id = rule_epochs.submission_id
    inner join submissions
        on
            like_submissions.other_submission_id = submissions.submission_id
            and {{ is_valid_on('rule_epochs.known_from', 'submissions.received_at',
                               'submissions.superseded_at') }}
)

select
    rule_grid.part_id,
    rule_grid.unit_code,
    rule_grid.form_code,
    rule_grid.period_code,
    rule_grid.epoch,
    rule_grid.submission_id,
    case
        when rule_grid.submission_id is null then 'no_report'
        when sent_reports.is_judged then null
        else 'few_figures'
    end as not_applicable_reason,
    ranked.other_unit_code,
    ranked.equal_count,
    ranked.figure_count,
    ceiling(rules.param_min_share * ranked.figure_count) - 1 as usual_count
from rule_grid
inner join rules
    on rule_grid.rule_code = rules.rule_code
inner join rule_parts
    on rule_grid.part_id = rule_parts.part_id
left join sent_reports
    on
        rule_parts.rule_code = sent_reports.rule_code
        and rule_parts.part_no = sent_reports.part_no
        and rule_grid.submission_id = sent_reports.submission_id
left join ranked
    on
        rule_parts.rule_code = ranked.rule_code
        and rule_parts.part_no = ranked.part_no
        and rule_grid.submission_id = ranked.submission_id
        and rule_grid.epoch = ranked.epoch
        and ranked.likeness = 1
