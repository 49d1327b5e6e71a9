{{ config(materialized='table') }}

with expected_reports as (
    select * from {{ ref('int_expected_reports') }}
),

period_relations as (
    select * from {{ ref('stg_rules__period_relations') }}
)

-- Only the same unit is looked back at: since codes are used again for other units, a code alone
-- would compare a new unit with a stranger.
select
    expected_reports.unit_code,
    expected_reports.form_code,
    expected_reports.period_code,
    period_relations.period_relation,
    period_relations.related_period_code,
    period_relations.distance
from expected_reports
inner join period_relations
    on
        expected_reports.form_code = period_relations.form_code
        and expected_reports.regime = period_relations.regime
        and expected_reports.period_code = period_relations.period_code
inner join expected_reports as related_reports
    on
        expected_reports.unit_code = related_reports.unit_code
        and expected_reports.unit_valid_from = related_reports.unit_valid_from
        and expected_reports.form_code = related_reports.form_code
        and period_relations.related_period_code = related_reports.period_code
