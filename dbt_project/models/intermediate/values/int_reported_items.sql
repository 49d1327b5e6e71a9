{{ config(materialized='table') }}

with reports as (
    select distinct
        form_code,
        form_version,
        unit_type,
        regime,
        period_code,
        period_type,
        end_date
    from {{ ref('int_expected_reports') }}
),

item_scopes as (
    select * from {{ ref('int_form_item_scopes') }}
    where kind <> 'rate'
),

categories as (
    select
        breakdowns.indicator_code,
        code_lists.category_code,
        code_lists.valid_from,
        code_lists.valid_to
    from {{ ref('stg_reference__indicator_breakdowns') }} as breakdowns
    inner join {{ ref('stg_reference__code_lists') }} as code_lists
        on breakdowns.code_list = code_lists.code_list
)

select distinct
    reports.form_code,
    reports.unit_type,
    reports.regime,
    reports.period_code,
    reports.period_type,
    {{ scope_code('reports.form_code', 'reports.unit_type', 'reports.regime',
                  'reports.period_code', "'report'") }} as scope_code,
    item_scopes.indicator_code,
    item_scopes.category_code
from reports
inner join item_scopes
    on
        reports.form_code = item_scopes.form_code
        and reports.form_version = item_scopes.form_version
        and reports.unit_type = item_scopes.unit_type
        and reports.period_type = item_scopes.period_type
left join categories
    on
        item_scopes.indicator_code = categories.indicator_code
        and item_scopes.category_code = categories.category_code
        and {{ is_valid_on('reports.end_date', 'categories.valid_from', 'categories.valid_to') }}
where item_scopes.category_code = '_T' or categories.category_code is not null
