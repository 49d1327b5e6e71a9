with values_counted as (
    select * from {{ ref('int_values_counted') }}
),

components as (
    select * from {{ ref('stg_reference__indicator_components') }}
),

rate_scopes as (
    select * from {{ ref('int_rate_scopes') }}
),

parts as (
    select
        values_counted.unit_code,
        values_counted.regime,
        values_counted.period_code,
        components.indicator_code,
        values_counted.category_code,
        components.role,
        components.component_code,
        rate_scopes.parts_owed,
        cast(components.coefficient * values_counted.value as decimal(18, 4)) as value,
        count(*) over (
            partition by
                values_counted.unit_code,
                values_counted.form_code,
                values_counted.period_code,
                components.indicator_code,
                values_counted.category_code
        ) as parts_given
    from values_counted
    inner join components
        on values_counted.indicator_code = components.component_code
    inner join rate_scopes
        on
            values_counted.form_code = rate_scopes.form_code
            and values_counted.form_version = rate_scopes.form_version
            and values_counted.unit_type = rate_scopes.unit_type
            and values_counted.period_type = rate_scopes.period_type
            and components.indicator_code = rate_scopes.indicator_code
            and values_counted.category_code = rate_scopes.category_code
)

select
    unit_code,
    regime,
    period_code,
    indicator_code,
    category_code,
    role,
    component_code,
    value
from parts
where parts_given = parts_owed
