with findings as (
    select * from {{ ref('stg_landing__findings') }}
),

files as (
    select * from {{ ref('stg_landing__files') }}
),

-- A note tells how the file was read; there is nothing to mend.
finding_types as (
    select * from {{ ref('stg_rules__finding_types') }}
    where not is_note
),

submissions as (
    select * from {{ ref('int_submissions_versioned') }}
),

accepted as (
    select * from {{ ref('int_submissions_versioned') }}
    where is_accepted
),

-- Whose a finding is to mend: the unit of the report, else the unit that its name suggests, else
-- who sent the file.
addressed as (
    select
        findings.finding_id,
        findings.finding_code as check_code,
        coalesce(findings.unit_code, submissions.unit_code, submissions.proposed_unit_code)
            as reporting_unit_code,
        findings.sender_unit_code,
        coalesce(findings.form_code, submissions.form_code) as form_code,
        coalesce(findings.period_code, submissions.period_code) as period_code,
        findings.indicator_code,
        findings.category_code,
        findings.submission_id,
        findings.delivery_id,
        findings.file_name,
        findings.message_vi,
        findings.message_en,
        findings.expected,
        findings.raw_text,
        findings.sheet,
        findings.cell,
        files.outcome = 'duplicate' as is_duplicate,
        files.received_at
    from findings
    inner join finding_types
        on findings.finding_code = finding_types.finding_code
    inner join files
        on findings.delivery_id = files.delivery_id
    left join submissions
        on findings.submission_id = submissions.submission_id
),

-- A later report that was accepted settles it: of the unit, or for a whole file, of its sender.
settled as (
    select
        addressed.finding_id,
        min(accepted.received_at) as settled_at
    from addressed
    inner join accepted
        on
            addressed.form_code = accepted.form_code
            and addressed.period_code = accepted.period_code
            and addressed.received_at < accepted.received_at
            and (
                addressed.reporting_unit_code = accepted.unit_code
                or (
                    addressed.reporting_unit_code is null
                    and addressed.sender_unit_code = accepted.sender_unit_code
                )
            )
    group by addressed.finding_id
)

select
    addressed.finding_id,
    addressed.check_code,
    -- What tells a finding from the others about the same report: its cell; about a file that names
    -- no report: the file.
    case
        when addressed.cell <> ''
            then concat(coalesce(addressed.sheet, ''), '!', addressed.cell)
        when addressed.form_code is null or addressed.period_code is null then addressed.file_name
    end as part_code,
    coalesce(addressed.reporting_unit_code, addressed.sender_unit_code) as unit_code,
    addressed.form_code,
    addressed.period_code,
    addressed.indicator_code,
    addressed.category_code,
    addressed.submission_id,
    addressed.delivery_id,
    addressed.file_name,
    addressed.message_vi,
    addressed.message_en,
    addressed.expected,
    addressed.raw_text,
    addressed.sheet,
    addressed.cell,
    addressed.is_duplicate,
    addressed.received_at,
    case when addressed.is_duplicate then addressed.received_at else settled.settled_at end
        as settled_at
from addressed
left join settled
    on addressed.finding_id = settled.finding_id
