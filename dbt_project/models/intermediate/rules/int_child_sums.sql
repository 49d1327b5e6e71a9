with reported_values as (
    select * from {{ ref('int_rule_reported_values') }}
    where source = 'reported'
),

expected_reports as (
    select * from {{ ref('int_expected_reports') }}
),

unit_parents as (
    select * from {{ ref('stg_reference__unit_parents') }}
    where tree = 'reporting'
),

-- Made only for the figures that a rule asks for in this way.
child_terms as (
    select distinct
        form_code,
        indicator_code,
        category_code
    from {{ ref('stg_rules__rule_terms') }}
    where source = 'children'
)

select
    unit_parents.parent_unit_code as unit_code,
    reported_values.form_code,
    reported_values.period_code,
    reported_values.indicator_code,
    reported_values.category_code,
    sum(reported_values.value) as value,
    sum(reported_values.present) as present,
    sum(reported_values.withheld) as withheld
from reported_values
inner join child_terms
    on
        reported_values.form_code = child_terms.form_code
        and reported_values.indicator_code = child_terms.indicator_code
        and reported_values.category_code = child_terms.category_code
inner join expected_reports
    on
        reported_values.unit_code = expected_reports.unit_code
        and reported_values.form_code = expected_reports.form_code
        and reported_values.period_code = expected_reports.period_code
inner join unit_parents
    on
        reported_values.unit_code = unit_parents.unit_code
        and {{ is_valid_on('expected_reports.end_date', 'unit_parents.valid_from',
                           'unit_parents.valid_to') }}
group by
    unit_parents.parent_unit_code,
    reported_values.form_code,
    reported_values.period_code,
    reported_values.indicator_code,
    reported_values.category_code
