{{ config(materialized='table') }}

with expected_reports as (
    select * from {{ ref('int_expected_reports') }}
),

period_relations as (
    select * from {{ ref('stg_rules__period_relations') }}
),

carried_reports as (
    select * from {{ ref('int_carried_reports') }}
    where related_period_code is not null
),

unit_parents as (
    select * from {{ ref('stg_reference__unit_parents') }}
    where tree = 'reporting'
),

child_forms as (
    select distinct form_code
    from {{ ref('stg_rules__rule_terms') }}
    where source = 'children'
),

-- Only what a rule about the form asks for.
used_relations as (
    select distinct
        form_code,
        case check_kind
            when 'copied_report' then 'previous'
            when 'history_outlier' then 'history'
            else period_relation
        end as period_relation
    from {{ ref('stg_rules__rule_terms') }}
)

-- By the calendar only the same unit is looked back at: since codes are used again for other units,
-- a code alone would compare a new unit with a stranger.
select
    expected_reports.unit_code,
    expected_reports.form_code,
    expected_reports.period_code,
    period_relations.period_relation,
    expected_reports.unit_code as related_unit_code,
    period_relations.related_period_code,
    period_relations.distance
from expected_reports
inner join period_relations
    on
        expected_reports.form_code = period_relations.form_code
        and expected_reports.regime = period_relations.regime
        and expected_reports.period_code = period_relations.period_code
inner join used_relations
    on
        period_relations.form_code = used_relations.form_code
        and period_relations.period_relation = used_relations.period_relation
inner join expected_reports as related_reports
    on
        expected_reports.unit_code = related_reports.unit_code
        and expected_reports.unit_valid_from = related_reports.unit_valid_from
        and expected_reports.form_code = related_reports.form_code
        and period_relations.related_period_code = related_reports.period_code
union all
select
    unit_parents.parent_unit_code as unit_code,
    expected_reports.form_code,
    expected_reports.period_code,
    'children' as period_relation,
    expected_reports.unit_code as related_unit_code,
    expected_reports.period_code as related_period_code,
    0 as distance
from expected_reports
inner join child_forms
    on expected_reports.form_code = child_forms.form_code
inner join unit_parents
    on
        expected_reports.unit_code = unit_parents.unit_code
        and {{ is_valid_on('expected_reports.end_date', 'unit_parents.valid_from',
                           'unit_parents.valid_to') }}
union all
select
    unit_code,
    form_code,
    period_code,
    'carried' as period_relation,
    related_unit_code,
    related_period_code,
    0 as distance
from carried_reports
