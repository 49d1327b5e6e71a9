{{ config(materialized='table') }}

with reported_items as (
    select * from {{ ref('int_reported_items') }}
),

made_items as (
    select * from {{ ref('int_made_items') }}
),

period_types as (
    select distinct
        period_code,
        period_type
    from {{ ref('stg_reference__periods') }}
),

-- What was asked for the period itself is not made again of its parts.
derived_items as (
    select
        made_items.form_code,
        made_items.period_code,
        made_items.scope_code,
        made_items.indicator_code,
        made_items.category_code
    from made_items
    left join reported_items
        on
            made_items.form_code = reported_items.form_code
            and made_items.unit_type = reported_items.unit_type
            and made_items.regime = reported_items.regime
            and made_items.period_code = reported_items.period_code
            and made_items.indicator_code = reported_items.indicator_code
            and made_items.category_code = reported_items.category_code
    where made_items.made_as = 'derived' and reported_items.scope_code is null
),

-- What ended adds to figures that others have for the period; alone it would pass for their sum.
in_force_items as (
    select
        form_code,
        period_code,
        indicator_code,
        category_code
    from reported_items
    union
    select
        form_code,
        period_code,
        indicator_code,
        category_code
    from derived_items
),

scopes as (
    select
        period_type,
        scope_code,
        'reported' as time_basis,
        indicator_code,
        category_code
    from reported_items
    union all
    select
        period_types.period_type,
        derived_items.scope_code,
        'derived' as time_basis,
        derived_items.indicator_code,
        derived_items.category_code
    from derived_items
    inner join period_types
        on derived_items.period_code = period_types.period_code
    union all
    select
        period_types.period_type,
        made_items.scope_code,
        cast(null as {{ type_text() }}) as time_basis,
        made_items.indicator_code,
        made_items.category_code
    from made_items
    inner join in_force_items
        on
            made_items.form_code = in_force_items.form_code
            and made_items.period_code = in_force_items.period_code
            and made_items.indicator_code = in_force_items.indicator_code
            and made_items.category_code = in_force_items.category_code
    inner join period_types
        on made_items.period_code = period_types.period_code
    where made_items.made_as = 'closing'
)

select
    period_type,
    scope_code,
    time_basis,
    indicator_code,
    category_code
from scopes
