{{ config(materialized='table') }}

with reports as (
    select distinct
        form_code,
        form_version,
        unit_type,
        regime,
        period_code,
        period_type
    from {{ ref('int_expected_reports') }}
),

item_scopes as (
    select * from {{ ref('int_form_item_scopes') }}
    where kind <> 'rate'
)

select
    reports.form_code,
    reports.unit_type,
    reports.regime,
    reports.period_code,
    reports.period_type,
    {{ report_scope('reports.form_code', 'reports.form_version', 'reports.unit_type',
                    'reports.period_type') }} as scope_code,
    item_scopes.indicator_code,
    item_scopes.category_code
from reports
inner join item_scopes
    on
        reports.form_code = item_scopes.form_code
        and reports.form_version = item_scopes.form_version
        and reports.unit_type = item_scopes.unit_type
        and reports.period_type = item_scopes.period_type
