{#- One row per regime and period for which reports are expected, and unit of the tree of totals
    valid on the period's last day, with the unit's names and the group under which a page lists it:
    its district where there is one (a district heads its own group), else all units of its type.
    group_sort keeps districts before types. -#}
{% macro report_units() -%}
select
    dim_periods.regime,
    dim_periods.period_code,
    dim_units.unit_code,
    dim_units.name_vi as unit_name_vi,
    dim_units.name_en as unit_name_en,
    dim_units.unit_type,
    dim_units.level as unit_level,
    dim_units.parent_unit_code,
    dim_units.is_synthetic,
    case
        when dim_units.unit_type = 'DISTRICT' then dim_units.unit_code
        when parents.unit_type = 'DISTRICT' then parents.unit_code
        else dim_units.unit_type
    end as group_code,
    case
        when dim_units.unit_type = 'DISTRICT' then dim_units.name_vi
        when parents.unit_type = 'DISTRICT' then parents.name_vi
        else unit_types.plural_vi
    end as group_name_vi,
    case
        when dim_units.unit_type = 'DISTRICT' then dim_units.name_en
        when parents.unit_type = 'DISTRICT' then parents.name_en
        else unit_types.plural_en
    end as group_name_en,
    case
        when dim_units.unit_type = 'DISTRICT' or parents.unit_type = 'DISTRICT' then 1
        else 1 + unit_types.sort_order
    end as group_sort
from (
    select distinct
        regime,
        period_code,
        end_date
    from {{ ref('fct_reporting_status') }}
) as dim_periods
inner join {{ ref('dim_units') }} as dim_units
    on {{ is_valid_on('dim_periods.end_date', 'dim_units.valid_from', 'dim_units.valid_to') }}
inner join (
    -- The country has some fifty times as many units as report here.
    select unit_code from {{ ref('fct_reporting_status') }}
    union
    select sender_unit_code from {{ ref('fct_reporting_status') }}
    union
    select unit_code from {{ ref('agg_reporting_rates') }}
) as reporting_units
    on dim_units.unit_code = reporting_units.unit_code
inner join {{ ref('dim_unit_types') }} as unit_types
    on dim_units.unit_type = unit_types.unit_type
left join {{ ref('dim_units') }} as parents
    on
        dim_units.parent_unit_code = parents.unit_code
        and {{ is_valid_on('dim_periods.end_date', 'parents.valid_from', 'parents.valid_to') }}
{%- endmacro %}


{#- One row per quality flag whose unit is known, with the unit's name and type. A flag may concern a
    unit that is no longer valid (often that is the fault), so the name is the last one that the unit
    bore up to the end of the period, or ever where the period is unknown. -#}
{% macro flag_units() -%}
select
    flag_id,
    unit_name_vi,
    unit_name_en,
    unit_type
from (
    select
        quality_flags.flag_id,
        dim_units.name_vi as unit_name_vi,
        dim_units.name_en as unit_name_en,
        dim_units.unit_type,
        row_number() over (
            partition by quality_flags.flag_id
            order by dim_units.valid_from desc
        ) as recency
    from {{ ref('fct_quality_flags') }} as quality_flags
    left join (
        -- A period code stands once in each regime, and a flag names no regime.
        select
            period_code,
            max(end_date) as end_date
        from {{ ref('dim_periods') }}
        group by period_code
    ) as period_ends
        on quality_flags.period_code = period_ends.period_code
    inner join {{ ref('dim_units') }} as dim_units
        on
            quality_flags.unit_code = dim_units.unit_code
            and (
                period_ends.end_date is null
                or period_ends.end_date >= dim_units.valid_from
            )
) as candidates
where recency = 1
{%- endmacro %}
