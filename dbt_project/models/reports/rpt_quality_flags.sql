with quality_flags as (
    select * from {{ ref('fct_quality_flags') }}
),

submissions as (
    select * from {{ ref('fct_submissions') }}
),

dim_forms as (
    select * from {{ ref('dim_forms') }}
),

dim_indicators as (
    select * from {{ ref('dim_indicators') }}
),

report_units as (
    {{ report_units() }}
),

period_groups as (
    select
        period_code,
        unit_code,
        max(group_code) as group_code,
        max(group_name_vi) as group_name_vi,
        max(group_name_en) as group_name_en
    from report_units
    group by period_code, unit_code
),

named_flags as (
    {{ flag_units() }}
),

form_names as (
    select
        form_code,
        max(name_vi) as form_name_vi,
        max(name_en) as form_name_en
    from dim_forms
    group by form_code
)

select
    quality_flags.flag_id,
    quality_flags.check_code,
    quality_flags.check_kind,
    quality_flags.check_name_vi,
    quality_flags.check_name_en,
    quality_flags.severity,
    case quality_flags.severity
        when 'block' then 4
        when 'error' then 3
        when 'warn' then 2
        else 1
    end as severity_rank,
    quality_flags.importance,
    quality_flags.status,
    quality_flags.unit_code,
    named_flags.unit_name_vi,
    named_flags.unit_name_en,
    named_flags.unit_type,
    coalesce(period_groups.group_code, '_U') as group_code,
    period_groups.group_name_vi,
    period_groups.group_name_en,
    quality_flags.form_code,
    form_names.form_name_vi,
    form_names.form_name_en,
    quality_flags.period_code,
    quality_flags.indicator_code,
    dim_indicators.name_vi as indicator_name_vi,
    dim_indicators.name_en as indicator_name_en,
    quality_flags.category_code,
    quality_flags.message_vi,
    quality_flags.message_en,
    {%- for language, lead in [('vi', 'Cần làm: '), ('en', 'What to do: ')] %}
    -- The finding without the advice at its end, for pages that have a place of its own for that.
    trim(replace(
        quality_flags.message_{{ language }},
        coalesce('{{ lead }}' || quality_flags.advice_{{ language }}, ''), ''
    )) as finding_{{ language }},
    quality_flags.advice_{{ language }},
    quality_flags.suspects_{{ language }},
    {%- endfor %}
    quality_flags.expected,
    quality_flags.actual,
    quality_flags.submission_id,
    submissions.version,
    coalesce(quality_flags.file_name, submissions.file_name) as file_name,
    submissions.file_sha256,
    quality_flags.sheet,
    quality_flags.cell,
    -- Personal data is never shown again, not even as the evidence that it was there.
    case when quality_flags.check_code <> 'VAL10' then quality_flags.raw_text end as raw_text,
    quality_flags.suspect_cells,
    quality_flags.who_fixes,
    quality_flags.legal_basis,
    quality_flags.resolved_by,
    quality_flags.decided_by,
    quality_flags.reason,
    quality_flags.until_at,
    quality_flags.first_seen_at,
    quality_flags.last_seen_at,
    quality_flags.times_seen,
    quality_flags.reopened_at,
    quality_flags.resolved_at
from quality_flags
left join named_flags
    on quality_flags.flag_id = named_flags.flag_id
left join period_groups
    on
        quality_flags.unit_code = period_groups.unit_code
        and quality_flags.period_code = period_groups.period_code
left join form_names
    on quality_flags.form_code = form_names.form_code
left join dim_indicators
    on quality_flags.indicator_code = dim_indicators.indicator_code
left join submissions
    on quality_flags.submission_id = submissions.submission_id
