with duties as (
    select distinct
        check_code,
        unit_code,
        form_code,
        period_code
    from {{ ref('int_reporting_sightings') }}
),

report_statuses as (
    select * from {{ ref('int_report_statuses') }}
),

rules as (
    select * from {{ ref('stg_rules__rules') }}
    where check_kind = 'reporting'
),

units as (
    select * from {{ ref('stg_reference__units') }}
),

forms as (
    select * from {{ ref('stg_reference__forms') }}
),

submissions as (
    select * from {{ ref('int_submissions_versioned') }}
)

select
    rules.rule_code as check_code,
    cast(null as {{ type_text() }}) as part_code,
    report_statuses.unit_code,
    report_statuses.form_code,
    report_statuses.period_code,
    cast(null as {{ type_text() }}) as indicator_code,
    cast(null as {{ type_text() }}) as category_code,
    submissions.submission_id,
    submissions.delivery_id,
    submissions.file_name,
    {%- for language in ['vi', 'en'] %}
    {{ fill_in('rules.message_' ~ language, {
        'unit_name': 'units.name_' ~ language,
        'form_name': 'forms.name_' ~ language,
        'form_code': 'report_statuses.form_code',
        'period_code': 'report_statuses.period_code',
        'due_date': day_text('report_statuses.due_date'),
        'received_date': day_text(
            local_date(
                "case when rules.param_status is null then submissions.received_at"
                ~ " else report_statuses.received_at end"
            )
        ),
        'days_late': 'cast(report_statuses.days_late as ' ~ type_text() ~ ')',
        'versions': 'cast(report_statuses.accepted_versions as ' ~ type_text() ~ ')',
    }) }} as message_{{ language }},
    {%- endfor %}
    case
        when rules.param_status is null then '1'
        else {{ day_text('report_statuses.due_date') }}
    end as expected,
    case
        when rules.param_status is null
            then cast(report_statuses.accepted_versions as {{ type_text() }})
        else {{ day_text(local_date('report_statuses.received_at')) }}
    end as actual,
    cast(null as {{ type_text() }}) as sheet,
    cast(null as {{ type_text() }}) as cell,
    cast(null as {{ type_text() }}) as raw_text,
    cast(null as {{ type_text() }}) as suspect_cells,
    cast(null as {{ type_text() }}) as suspects_vi,
    cast(null as {{ type_text() }}) as suspects_en,
    case report_statuses.status
        when 'rejected'
            then 'Tệp đã đến nhưng chưa được nhận / A file came but could not be accepted'
        else 'Báo cáo đã đến / The report has come'
    end as settled_reason
from duties
inner join report_statuses
    on
        duties.unit_code = report_statuses.unit_code
        and duties.form_code = report_statuses.form_code
        and duties.period_code = report_statuses.period_code
inner join rules
    on duties.check_code = rules.rule_code
inner join units
    on
        report_statuses.unit_code = units.unit_code
        and report_statuses.unit_valid_from = units.valid_from
inner join forms
    on
        report_statuses.form_code = forms.form_code
        and report_statuses.form_version = forms.form_version
-- A report that was missing is in no file.
left join submissions
    on
        case
            when coalesce(rules.param_status, '') <> 'missing' then report_statuses.submission_id
        end = submissions.submission_id
