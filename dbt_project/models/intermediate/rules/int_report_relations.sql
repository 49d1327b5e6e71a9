{{ config(materialized='table') }}

{#- By whose reports are looked at: how the unit is found, and which of its reports count. Codes are
    used again for other units: a code alone would compare a new unit with a stranger. -#}
{%- set links = {
    'own': (
        'looked_at',
        'looked_at.unit_code',
        'looked_at.unit_valid_from = related_reports.unit_valid_from',
    ),
    'children': (
        'looked_at inner join unit_parents on looked_at.unit_code = unit_parents.parent_unit_code',
        'unit_parents.unit_code',
        is_valid_on('related_reports.end_date', 'unit_parents.valid_from', 'unit_parents.valid_to'),
    ),
    'parent': (
        'looked_at inner join unit_parents on looked_at.unit_code = unit_parents.unit_code',
        'unit_parents.parent_unit_code',
        is_valid_on('looked_at.end_date', 'unit_parents.valid_from', 'unit_parents.valid_to'),
    ),
    'predecessors': (
        'looked_at inner join predecessors on looked_at.unit_code = predecessors.unit_code',
        'predecessors.predecessor_unit_code',
        'looked_at.unit_valid_from = predecessors.effective_date'
        ~ ' and predecessors.effective_date > related_reports.unit_valid_from',
    ),
} -%}

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

predecessors as (
    select * from {{ ref('int_unit_predecessors') }}
    where is_whole
),

-- What rules about a form ask for: of which units, in which period.
looked_at as (
    select
        expected_reports.unit_code,
        expected_reports.unit_valid_from,
        expected_reports.end_date,
        expected_reports.form_code,
        expected_reports.period_code,
        period_relations.period_relation,
        period_relations.unit_relation,
        period_relations.related_form_code,
        period_relations.related_period_code,
        period_relations.distance
    from expected_reports
    inner join period_relations
        on
            expected_reports.form_code = period_relations.form_code
            and expected_reports.regime = period_relations.regime
            and expected_reports.period_code = period_relations.period_code
)

select
    unit_code,
    form_code,
    period_code,
    'carried' as period_relation,
    'own' as unit_relation,
    related_unit_code,
    form_code as related_form_code,
    related_period_code,
    0 as distance
from carried_reports
{%- for unit_relation, (linked, unit, counts) in links.items() %}
union all
select
    looked_at.unit_code,
    looked_at.form_code,
    looked_at.period_code,
    looked_at.period_relation,
    looked_at.unit_relation,
    related_reports.unit_code as related_unit_code,
    looked_at.related_form_code,
    looked_at.related_period_code,
    looked_at.distance
from {{ linked }}
inner join expected_reports as related_reports
    on
        {{ unit }} = related_reports.unit_code
        and looked_at.related_form_code = related_reports.form_code
        and looked_at.related_period_code = related_reports.period_code
        and {{ counts }}
where looked_at.unit_relation = '{{ unit_relation }}'
{%- endfor %}
