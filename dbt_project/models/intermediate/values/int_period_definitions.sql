{{ config(materialized='table') }}

with definitions as (
    select * from {{ ref('stg_reference__indicator_definitions') }}
),

periods as (
    select
        period_code,
        max(period_type) as period_type,
        max(end_date) as end_date
    from {{ ref('stg_reference__periods') }}
    group by period_code
),

-- Periods in which somebody owes the figure: a series breaks where it has a figure.
owed as (
    select distinct
        owed_reports.period_code,
        figure_scopes.indicator_code
    from {{ ref('int_owed_reports') }} as owed_reports
    inner join {{ ref('int_figure_scopes') }} as figure_scopes
        on owed_reports.scope_code = figure_scopes.scope_code
),

defined as (
    select
        definitions.indicator_code,
        periods.period_code,
        periods.period_type,
        periods.end_date,
        definitions.definition_version,
        definitions.is_break,
        owed.indicator_code is not null as is_owed
    from definitions
    inner join periods
        on {{ is_valid_on('periods.end_date', 'definitions.valid_from', 'definitions.valid_to') }}
    left join owed
        on
            definitions.indicator_code = owed.indicator_code
            and periods.period_code = owed.period_code
)

select
    indicator_code,
    period_code,
    definition_version,
    is_break
    and is_owed
    and row_number() over (
        partition by indicator_code, definition_version, period_type, is_owed
        order by end_date
    ) = 1 as is_series_break
from defined
