{{ config(materialized='table') }}

with form_items as (
    select * from {{ ref('stg_reference__form_items') }}
),

form_scopes as (
    select * from {{ ref('stg_reference__form_scopes') }}
),

indicators as (
    select * from {{ ref('stg_reference__indicators') }}
),

period_types as (
    select distinct period_type
    from {{ ref('stg_reference__periods') }}
)

select
    form_items.form_code,
    form_items.form_version,
    form_scopes.unit_type,
    period_types.period_type,
    form_items.indicator_code,
    form_items.category_code,
    indicators.kind,
    form_items.item_no,
    form_items.is_compulsory
from form_items
inner join form_scopes
    on
        form_items.form_code = form_scopes.form_code
        and form_items.form_version = form_scopes.form_version
        and form_items.indicator_code = form_scopes.indicator_code
inner join period_types
    on '|' || form_items.period_types || '|' like '%|' || period_types.period_type || '|%'
inner join indicators
    on form_items.indicator_code = indicators.indicator_code
