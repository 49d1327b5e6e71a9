{{ config(materialized='table') }}

with report_parts as (
    select distinct
        form_code,
        unit_type,
        regime,
        period_code,
        made_as,
        part_period_type,
        part_form_version,
        part_no,
        first_part_no,
        last_part_no,
        parts_owed
    from {{ ref('int_report_parts') }}
),

item_scopes as (
    select * from {{ ref('int_form_item_scopes') }}
    where kind <> 'rate'
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
    {{ made_scope('report_parts.form_code', 'report_parts.unit_type', 'report_parts.regime',
                  'report_parts.period_code', 'report_parts.made_as',
                  'report_parts.first_part_no') }} as scope_code,
    item_scopes.indicator_code,
    item_scopes.category_code
from report_parts
inner join item_scopes
    on
        report_parts.form_code = item_scopes.form_code
        and report_parts.part_form_version = item_scopes.form_version
        and report_parts.unit_type = item_scopes.unit_type
        and report_parts.part_period_type = item_scopes.period_type
inner join indicators
    on item_scopes.indicator_code = indicators.indicator_code
where {{ is_part_used() }}
group by
    report_parts.form_code,
    report_parts.unit_type,
    report_parts.regime,
    report_parts.period_code,
    report_parts.made_as,
    report_parts.first_part_no,
    item_scopes.indicator_code,
    item_scopes.category_code
having count(*) = max({{ parts_needed() }})
