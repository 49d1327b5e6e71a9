with reporting_status as (
    select * from {{ ref('fct_reporting_status') }}
),

dim_periods as (
    select * from {{ ref('dim_periods') }}
),

dim_forms as (
    select * from {{ ref('dim_forms') }}
),

quality_flags as (
    select * from {{ ref('fct_quality_flags') }}
),

report_units as (
    {{ report_units() }}
),

open_flags as (
    select
        unit_code,
        form_code,
        period_code,
        count(*) as open_flags,
        count(*) filter (where severity in ('error', 'block')) as open_errors
    from quality_flags
    where status = 'open'
    group by unit_code, form_code, period_code
)

select
    reporting_status.period_code,
    reporting_status.regime,
    dim_periods.period_type,
    dim_periods.reporting_year,
    dim_periods.start_date,
    dim_periods.end_date,
    reporting_status.form_code,
    dim_forms.name_vi as form_name_vi,
    dim_forms.name_en as form_name_en,
    reporting_status.unit_code,
    report_units.unit_name_vi,
    report_units.unit_name_en,
    report_units.unit_type,
    report_units.unit_level,
    report_units.parent_unit_code,
    report_units.group_code,
    report_units.group_name_vi,
    report_units.group_name_en,
    report_units.group_sort,
    reporting_status.sender_unit_code,
    senders.unit_name_vi as sender_name_vi,
    senders.unit_name_en as sender_name_en,
    reporting_status.status,
    reporting_status.compulsory_expected,
    reporting_status.compulsory_filled,
    reporting_status.rules_evaluated,
    reporting_status.rules_failed,
    case
        when reporting_status.status in ('missing', 'rejected')
            then {{ dbt.datediff('reporting_status.due_date', today(), 'day') }}
        else reporting_status.days_late
    end as days_late,
    coalesce(open_flags.open_flags, 0) as open_flags,
    coalesce(open_flags.open_errors, 0) as open_errors,
    report_units.is_synthetic,
    reporting_status.due_date,
    reporting_status.received_at
from reporting_status
inner join dim_periods
    on
        reporting_status.period_code = dim_periods.period_code
        and reporting_status.regime = dim_periods.regime
left join dim_forms
    on
        reporting_status.form_code = dim_forms.form_code
        and reporting_status.form_version = dim_forms.form_version
left join report_units
    on
        reporting_status.unit_code = report_units.unit_code
        and reporting_status.period_code = report_units.period_code
        and reporting_status.regime = report_units.regime
left join report_units as senders
    on
        reporting_status.sender_unit_code = senders.unit_code
        and reporting_status.period_code = senders.period_code
        and reporting_status.regime = senders.regime
left join open_flags
    on
        reporting_status.unit_code = open_flags.unit_code
        and reporting_status.form_code = open_flags.form_code
        and reporting_status.period_code = open_flags.period_code
