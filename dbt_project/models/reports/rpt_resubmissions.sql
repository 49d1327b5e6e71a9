with submissions as (
    select * from {{ ref('fct_submissions') }}
    where version is not null and status in ('accepted', 'accepted_with_flags')
),

dim_indicators as (
    select * from {{ ref('dim_indicators') }}
),

report_units as (
    {{ report_units() }}
),

period_units as (
    select
        period_code,
        unit_code,
        max(unit_name_vi) as unit_name_vi,
        max(unit_name_en) as unit_name_en
    from report_units
    group by period_code, unit_code
),

followed as (
    select
        submission_id,
        unit_code,
        form_code,
        period_code,
        file_name,
        version,
        received_at,
        lag(submission_id) over report_versions as previous_submission_id,
        lag(version) over report_versions as previous_version
    from submissions
    window report_versions as (partition by unit_code, form_code, period_code order by version)
),

again as (
    select * from followed
    where previous_submission_id is not null
),

-- A correction cuts a value in two, and its report has sent it once. Values are named apart: what
-- is named twice is kept whole.
{%- for side, submission in [('new', 'submission_id'), ('old', 'previous_submission_id')] %}
{{ side }}_figures as (
    select distinct
        again.submission_id,
        indicator_values.indicator_code,
        indicator_values.category_code,
        indicator_values.reported_value,
        indicator_values.sheet,
        indicator_values.cell
    from again
    inner join {{ ref('fct_indicator_values') }} as indicator_values
        on again.{{ submission }} = indicator_values.submission_id
),

{% endfor -%}
changed as (
    select
        coalesce(new_figures.submission_id, old_figures.submission_id) as submission_id,
        coalesce(new_figures.indicator_code, old_figures.indicator_code) as indicator_code,
        coalesce(new_figures.category_code, old_figures.category_code) as category_code,
        old_figures.reported_value as old_value,
        new_figures.reported_value as new_value,
        new_figures.sheet,
        new_figures.cell
    from new_figures
    full outer join old_figures
        on
            new_figures.submission_id = old_figures.submission_id
            and new_figures.indicator_code = old_figures.indicator_code
            and new_figures.category_code = old_figures.category_code
    where new_figures.reported_value is distinct from old_figures.reported_value
)

select
    again.unit_code,
    period_units.unit_name_vi,
    period_units.unit_name_en,
    again.form_code,
    again.period_code,
    again.version,
    again.previous_version,
    changed.indicator_code,
    changed.category_code,
    dim_indicators.name_vi as indicator_name_vi,
    dim_indicators.name_en as indicator_name_en,
    changed.old_value,
    changed.new_value,
    changed.new_value - changed.old_value as delta,
    again.submission_id,
    again.file_name,
    changed.sheet,
    changed.cell,
    again.received_at as known_from
from changed
inner join again
    on changed.submission_id = again.submission_id
inner join dim_indicators
    on changed.indicator_code = dim_indicators.indicator_code
left join period_units
    on
        again.unit_code = period_units.unit_code
        and again.period_code = period_units.period_code
