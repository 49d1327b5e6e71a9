{#- One row per boundary, unit or group and period of which there are totals, with its names and what
    is above it. A code means the unit that bears it on the day whose map is shown: the period's last
    day, or today. has_targets: it bore the code in the period already, when its target was set. -#}
{% macro total_units() -%}
select
    totals.boundary,
    totals.unit_code,
    totals.period_code,
    coalesce(units.name_vi, unit_groups.name_vi) as unit_name_vi,
    coalesce(units.name_en, unit_groups.name_en) as unit_name_en,
    units.unit_type,
    units.level as unit_level,
    coalesce(units.parent_unit_code, unit_groups.parent_unit_code) as parent_unit_code,
    units.valid_from <= totals.end_date as has_targets
from (
    select
        aggregates.boundary,
        aggregates.unit_code,
        aggregates.period_code,
        max(periods.end_date) as end_date,
        case when aggregates.boundary = 'current' then {{ today() }} else max(periods.end_date) end
            as map_date
    from {{ ref('fct_indicator_aggregates') }} as aggregates
    inner join {{ ref('dim_periods') }} as periods
        on aggregates.period_code = periods.period_code
    group by aggregates.boundary, aggregates.unit_code, aggregates.period_code
) as totals
left join {{ ref('dim_units') }} as units
    on
        totals.unit_code = units.unit_code
        and {{ is_valid_on('totals.map_date', 'units.valid_from', 'units.valid_to') }}
left join (
    select
        group_code,
        max(name_vi) as name_vi,
        max(name_en) as name_en,
        max(parent_unit_code) as parent_unit_code
    from {{ ref('dim_unit_groups') }}
    group by group_code
) as unit_groups
    on totals.unit_code = unit_groups.group_code
{%- endmacro %}
