with findings as (
    select * from {{ ref('int_findings_settled') }}
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
        row_number() over (
            partition by
                check_code, part_code, unit_code, form_code, period_code, indicator_code,
                category_code
            order by received_at desc, finding_id asc
        ) as recency
    from findings
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
    case
        when sheet <> '' and cell <> '' then concat(sheet, '!', cell)
        when cell <> '' then cell
    end as suspect_cells,
    cast(null as {{ type_text() }}) as suspects_vi,
    cast(null as {{ type_text() }}) as suspects_en,
    case
        when is_duplicate then 'Tệp trùng, không thay đổi gì / A duplicate; nothing changed'
        else 'Đã có báo cáo gửi lại được chấp nhận / A later report was accepted'
    end as settled_reason
from ranked
where recency = 1
