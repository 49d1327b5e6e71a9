{{ config(materialized='table') }}

with item_scopes as (
    select * from {{ ref('int_form_item_scopes') }}
),

components as (
    select * from {{ ref('stg_reference__indicator_components') }}
),

component_counts as (
    select
        indicator_code,
        count(distinct component_code) as components
    from components
    group by indicator_code
),

component_scopes as (
    select
        item_scopes.form_code,
        item_scopes.form_version,
        item_scopes.unit_type,
        item_scopes.period_type,
        item_scopes.category_code,
        components.indicator_code,
        components.component_code
    from item_scopes
    inner join components
        on item_scopes.indicator_code = components.component_code
),

-- A rate exists in a category only where somebody reports each of its components in that category.
complete_categories as (
    select
        component_scopes.indicator_code,
        component_scopes.category_code,
        component_scopes.period_type
    from component_scopes
    inner join component_counts
        on component_scopes.indicator_code = component_counts.indicator_code
    group by
        component_scopes.indicator_code,
        component_scopes.category_code,
        component_scopes.period_type,
        component_counts.components
    having count(distinct component_scopes.component_code) = component_counts.components
)

select
    component_scopes.form_code,
    component_scopes.form_version,
    component_scopes.unit_type,
    component_scopes.period_type,
    component_scopes.indicator_code,
    component_scopes.category_code,
    count(*) as parts_owed
from component_scopes
inner join complete_categories
    on
        component_scopes.indicator_code = complete_categories.indicator_code
        and component_scopes.category_code = complete_categories.category_code
        and component_scopes.period_type = complete_categories.period_type
group by
    component_scopes.form_code,
    component_scopes.form_version,
    component_scopes.unit_type,
    component_scopes.period_type,
    component_scopes.indicator_code,
    component_scopes.category_code
