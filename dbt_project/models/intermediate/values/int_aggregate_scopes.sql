with expected_reports as (
    select * from {{ ref('int_expected_reports') }}
),

unit_ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
),

periods_observed as (
    select * from {{ ref('int_periods_observed') }}
),

scopes as (
    select
        form_code,
        form_version,
        unit_type,
        period_type,
        indicator_code,
        category_code
    from {{ ref('int_form_item_scopes') }}
    where kind <> 'rate'
    union all
    select
        form_code,
        form_version,
        unit_type,
        period_type,
        indicator_code,
        category_code
    from {{ ref('int_rate_scopes') }}
),

-- Units are counted before they meet the items, which are many.
units_due as (
    select
        unit_ancestors.ancestor_unit_code as unit_code,
        expected_reports.form_code,
        expected_reports.form_version,
        expected_reports.unit_type,
        expected_reports.period_type,
        expected_reports.period_code,
        count(*) as units_due
    from expected_reports
    inner join periods_observed
        on expected_reports.period_code = periods_observed.period_code
    inner join unit_ancestors
        on
            expected_reports.regime = unit_ancestors.regime
            and expected_reports.period_code = unit_ancestors.period_code
            and expected_reports.unit_code = unit_ancestors.unit_code
    group by
        unit_ancestors.ancestor_unit_code,
        expected_reports.form_code,
        expected_reports.form_version,
        expected_reports.unit_type,
        expected_reports.period_type,
        expected_reports.period_code
)

select
    units_due.unit_code,
    scopes.indicator_code,
    scopes.category_code,
    units_due.period_code,
    sum(units_due.units_due) as units_expected
from units_due
inner join scopes
    on
        units_due.form_code = scopes.form_code
        and units_due.form_version = scopes.form_version
        and units_due.unit_type = scopes.unit_type
        and units_due.period_type = scopes.period_type
group by
    units_due.unit_code,
    scopes.indicator_code,
    scopes.category_code,
    units_due.period_code
