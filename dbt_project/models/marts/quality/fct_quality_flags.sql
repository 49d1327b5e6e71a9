{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
        meta={'looks_back': true, 'unplaced': true},
    )
}}

{%- set kinds = ['int_rule_flags', 'int_reporting_flags', 'int_intake_flags'] %}

with
{%- for kind in kinds %}
{{ kind }} as (
    select * from {{ ref(kind) }}
    where {{ in_build_periods('period_code', looks_back=true, unplaced=true) }}
),
{%- endfor %}

checks as (
    select * from {{ ref('int_checks') }}
),

flags as (
    {%- for kind in kinds %}
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
        actual,
        sheet,
        cell,
        raw_text,
        suspect_cells,
        status,
        reason,
        first_seen_at,
        resolved_at
    from {{ kind }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    -- What a flag is about, and nothing of how or when it was found: the same fault keeps its id.
    md5(
        concat(
            flags.check_code, '|', coalesce(flags.part_code, ''), '|',
            coalesce(flags.unit_code, ''), '|', coalesce(flags.form_code, ''), '|',
            coalesce(flags.period_code, ''), '|', coalesce(flags.indicator_code, ''), '|',
            coalesce(flags.category_code, '')
        )
    ) as flag_id,
    flags.check_code,
    checks.check_kind,
    checks.name_vi as check_name_vi,
    checks.name_en as check_name_en,
    flags.part_code,
    flags.unit_code,
    flags.form_code,
    flags.period_code,
    flags.indicator_code,
    flags.category_code,
    flags.submission_id,
    flags.delivery_id,
    flags.file_name,
    checks.severity,
    checks.who_fixes,
    flags.message_vi,
    flags.message_en,
    replace(checks.advice_vi, '{expected}', coalesce(flags.expected, '')) as advice_vi,
    replace(checks.advice_en, '{expected}', coalesce(flags.expected, '')) as advice_en,
    checks.legal_basis,
    checks.expression,
    flags.expected,
    flags.actual,
    flags.sheet,
    flags.cell,
    flags.raw_text,
    flags.suspect_cells,
    flags.status,
    flags.reason,
    case when flags.status = 'resolved' then 'baocao' end as resolved_by,
    checks.importance,
    flags.first_seen_at,
    flags.resolved_at
from flags
inner join checks
    on flags.check_code = checks.check_code
