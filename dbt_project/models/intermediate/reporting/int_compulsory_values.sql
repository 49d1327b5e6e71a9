with indicator_values as (
    select * from {{ ref('int_indicator_values') }}
    where
        is_current
        and value_status in ('reported', 'zero', 'estimated', 'corrected')
        and {{ only_build_periods('period_code', looks_back=true) }}
),

expected_reports as (
    select * from {{ ref('int_expected_reports') }}
    where {{ only_build_periods('period_code', looks_back=true) }}
),

item_scopes as (
    select * from {{ ref('int_form_item_scopes') }}
    where is_compulsory
)

select
    expected_reports.unit_code,
    expected_reports.form_code,
    expected_reports.period_code,
    count(item_scopes.indicator_code) as compulsory_filled
from indicator_values
inner join expected_reports
    on
        indicator_values.unit_code = expected_reports.unit_code
        and indicator_values.form_code = expected_reports.form_code
        and indicator_values.period_code = expected_reports.period_code
-- Outer, so that few reports are joined before many items: DuckDB would begin with the items.
left join item_scopes
    on
        expected_reports.form_code = item_scopes.form_code
        and expected_reports.form_version = item_scopes.form_version
        and expected_reports.unit_type = item_scopes.unit_type
        and expected_reports.period_type = item_scopes.period_type
        and indicator_values.indicator_code = item_scopes.indicator_code
        and indicator_values.category_code = item_scopes.category_code
group by
    expected_reports.unit_code,
    expected_reports.form_code,
    expected_reports.period_code
having count(item_scopes.indicator_code) > 0
