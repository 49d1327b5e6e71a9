{{ config(materialized='table') }}

with report_parts as (
    select distinct
        form_code,
        unit_type,
        regime,
        period_code,
        made_as,
        part_period_code,
        part_no,
        first_part_no,
        last_part_no,
        parts_owed
    from {{ ref('int_report_parts') }}
),

reported_items as (
    select * from {{ ref('int_reported_items') }}
),

indicators as (
    select * from {{ ref('stg_reference__indicators') }}
)

select
    report_parts.form_code,
    report_parts.unit_type,
    report_parts.regime,
    report_parts.period_code,
    report_parts.made_as,
    {{ scope_code('report_parts.form_code', 'report_parts.unit_type', 'report_parts.regime',
                  'report_parts.period_code', 'report_parts.made_as',
                  'report_parts.first_part_no') }} as scope_code,
    reported_items.indicator_code,
    reported_items.category_code
from report_parts
inner join reported_items
    on
        report_parts.form_code = reported_items.form_code
        and report_parts.unit_type = reported_items.unit_type
        and report_parts.regime = reported_items.regime
        and report_parts.part_period_code = reported_items.period_code
inner join indicators
    on reported_items.indicator_code = indicators.indicator_code
where {{ is_part_used() }}
group by
    report_parts.form_code,
    report_parts.unit_type,
    report_parts.regime,
    report_parts.period_code,
    report_parts.made_as,
    report_parts.first_part_no,
    reported_items.indicator_code,
    reported_items.category_code
having count(*) = max({{ parts_needed() }})
