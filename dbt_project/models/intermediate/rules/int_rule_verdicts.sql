with part_verdicts as (
    select * from {{ ref('int_rule_part_verdicts') }}
),

rules as (
    select * from {{ ref('stg_rules__rules') }}
),

rule_reports as (
    select * from {{ ref('int_rule_reports') }}
),

-- A rule fails with its worst part, and passes where at least one part could be judged.
ranked as (
    select
        rule_code,
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
        imbalance,
        row_number() over (
            partition by rule_code, form_code, unit_code, period_code, epoch
            order by
                case verdict when 'fail' then 1 when 'pass' then 2 else 3 end,
                abs(imbalance) desc nulls last,
                part_no
        ) as position_no,
        count(*) over (partition by rule_code, form_code, unit_code, period_code, epoch)
            as parts_expected,
        sum(case when verdict = 'fail' then 1 else 0 end)
            over (partition by rule_code, form_code, unit_code, period_code, epoch) as parts_failed,
        sum(case when verdict = 'pass' then 1 else 0 end)
            over (partition by rule_code, form_code, unit_code, period_code, epoch) as parts_passed
    from part_verdicts
)

select
    ranked.rule_code,
    ranked.unit_code,
    ranked.form_code,
    ranked.period_code,
    rules.check_kind,
    ranked.verdict,
    ranked.not_applicable_reason,
    ranked.part_code,
    ranked.indicator_code,
    ranked.category_code,
    ranked.epoch,
    ranked.submission_id,
    rules.severity,
    ranked.left_value,
    ranked.right_value,
    ranked.imbalance,
    cast(ranked.parts_expected as integer) as parts_expected,
    cast(ranked.parts_failed as integer) as parts_failed,
    cast(ranked.parts_passed as integer) as parts_passed,
    case when ranked.submission_id is not null then rule_reports.known_from end as known_from,
    rule_reports.known_to
from ranked
inner join rules
    on ranked.rule_code = rules.rule_code
inner join rule_reports
    on
        ranked.unit_code = rule_reports.unit_code
        and ranked.form_code = rule_reports.form_code
        and ranked.period_code = rule_reports.period_code
        and ranked.epoch = rule_reports.epoch
where ranked.position_no = 1
