with findings as (
    select * from {{ ref('int_findings_settled') }}
),

finding_types as (
    select * from {{ ref('stg_rules__finding_types') }}
),

-- What tells a finding from the others about the same report: its cell; about a file that names
-- no report: the file.
keyed as (
    select
        findings.finding_id,
        findings.check_code,
        case
            when findings.cell <> '' then concat(coalesce(findings.sheet, ''), '!', findings.cell)
            when findings.form_code is null or findings.period_code is null then findings.file_name
        end as part_code,
        findings.unit_code,
        findings.form_code,
        findings.period_code,
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
        findings.is_duplicate,
        findings.received_at,
        findings.settled_at
    from findings
    inner join finding_types
        on findings.check_code = finding_types.finding_code
    -- A note tells how the file was read; there is nothing to mend.
    where not finding_types.is_note
),

-- The same finding in a later version of the report is the same flag, seen again.
ranked as (
    select
        check_code,
        part_code,
        unit_code,
        form_code,
        period_code,
        indicator_code,
        category_code,
        submission_id,
        delivery_id,
        file_name,
        message_vi,
        message_en,
        expected,
        raw_text,
        sheet,
        cell,
        is_duplicate,
        settled_at,
        min(received_at) over (
            partition by
                check_code, part_code, unit_code, form_code, period_code, indicator_code,
                category_code
        ) as first_seen_at,
        row_number() over (
            partition by
                check_code, part_code, unit_code, form_code, period_code, indicator_code,
                category_code
            order by received_at desc, finding_id asc
        ) as recency
    from keyed
)

select
    check_code,
    part_code,
    unit_code,
    form_code,
    period_code,
    indicator_code,
    category_code,
    submission_id,
    delivery_id,
    file_name,
    message_vi,
    message_en,
    expected,
    raw_text as actual,
    sheet,
    cell,
    raw_text,
    case when cell <> '' then part_code end as suspect_cells,
    case when settled_at is null then 'open' else 'resolved' end as status,
    case
        when is_duplicate then 'Tệp trùng, không thay đổi gì / A duplicate; nothing changed'
        when settled_at is not null
            then 'Đã có báo cáo gửi lại được chấp nhận / A later report was accepted'
    end as reason,
    first_seen_at,
    settled_at as resolved_at
from ranked
where recency = 1
