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
        suspects_vi,
        suspects_en,
        settled_reason
    from {{ kind }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

seen as (
    select
        flag_id,
        min(opened_at) as first_seen_at,
        max(last_seen_at) as last_seen_at,
        sum(times_seen) as times_seen
    from {{ ref('int_flag_runs') }}
    where {{ in_build_periods('period_code', looks_back=true, unplaced=true) }}
    group by flag_id
),

present as (
    select * from {{ ref('fct_flag_history') }}
    where known_to is null and {{ in_build_periods('period_code', looks_back=true, unplaced=true) }}
)

select
    seen.flag_id,
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
    flags.suspects_vi,
    flags.suspects_en,
    present.status,
    case when present.status = 'resolved' then flags.settled_reason else present.reason end
        as reason,
    case when present.status = 'resolved' then 'baocao' end as resolved_by,
    present.decided_by,
    present.until_at,
    checks.importance,
    seen.first_seen_at,
    seen.last_seen_at,
    cast(seen.times_seen as integer) as times_seen,
    case when present.change in ('came_back', 'ran_out', 'reopened') then present.known_from end
        as reopened_at,
    case when present.status = 'resolved' then present.known_from end as resolved_at
from flags
inner join checks
    on flags.check_code = checks.check_code
inner join seen
    on {{ flag_key('flags') }} = seen.flag_id
inner join present
    on seen.flag_id = present.flag_id
