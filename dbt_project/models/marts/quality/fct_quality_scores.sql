{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
        meta={'looks_back': true},
    )
}}

{%- set parts = {
    'submitted': ['reports_owed', 'reports_submitted'],
    'timely': ['timely_owed', 'timely'],
    'filled': ['cells_owed', 'cells_filled'],
    'passed': ['weight_owed', 'weight_passed'],
} %}
{%- set counted = parts.values() | sum(start=[]) + [
    'binding_failed', 'flags_to_check', 'settled_flags',
] %}

with reports as (
    select * from {{ ref('fct_report_quality') }}
    where {{ in_build_periods('period_code', looks_back=true) }}
),

totals as (
    select * from {{ ref('int_unit_ancestors') }}
    where is_total
),

settings as (
    {{ score_settings() }}
),

members as (
    select
        'own' as extent,
        reports.unit_code as total_unit_code,
        reports.*
    from reports
    union all
    select
        'tree' as extent,
        totals.ancestor_unit_code as total_unit_code,
        reports.*
    from reports
    inner join totals
        on
            reports.regime = totals.regime
            and reports.period_code = totals.period_code
            and reports.unit_code = totals.unit_code
),

sums as (
    select
        total_unit_code as unit_code,
        extent,
        period_code,
        period_type,
        max(end_date) as end_date,
        {{ code_list('form_code') }} as form_codes,
        count(*) as reports_expected,
        count(case when status = 'not_due' then 1 end) as reports_not_due,
        count(case when status = 'late' then 1 end) as reports_late,
        {%- for column in counted %}
        cast(sum({{ column }}) as bigint) as {{ column }},
        {%- endfor %}
        cast(coalesce(sum(days_late), 0) as bigint) as days_late
    from members
    group by total_unit_code, extent, period_code, period_type
),

shares as (
    select
        {%- for part, (whole, done) in parts.items() %}
        {{ ratio_half_up(done, whole, 2) }} as {{ part }}_share,
        {%- endfor %}
        *
    from sums
),

scores as (
    select
        shares.*,
        {{ weighted_score(parts, 'shares.', 'settings.') }} as score,
        settings.min_reports,
        settings.interval_z
    from shares
    cross join settings
)

select
    scores.unit_code,
    units.valid_from as unit_valid_from,
    units.unit_type,
    scores.extent,
    scores.period_code,
    scores.period_type,
    scores.end_date,
    scores.form_codes,
    scores.reports_expected,
    scores.reports_not_due,
    scores.reports_late,
    scores.days_late,
    {%- for column in counted %}
    scores.{{ column }},
    {%- endfor %}
    {%- for part in parts %}
    scores.{{ part }}_share,
    {%- endfor %}
    scores.score,
    {%- for end, sign in [('low', '-'), ('high', '+')] %}
    {{ wilson_bound('scores.score', 'scores.reports_owed', 'scores.interval_z', sign) }}
        as score_{{ end }},
    {%- endfor %}
    scores.reports_owed < scores.min_reports as is_small
from scores
inner join {{ ref('dim_units') }} as units
    on
        scores.unit_code = units.unit_code
        and {{ is_valid_on('scores.end_date', 'units.valid_from', 'units.valid_to') }}
