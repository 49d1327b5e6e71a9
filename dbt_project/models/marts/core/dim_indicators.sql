with indicators as (
    select * from {{ ref('stg_reference__indicators') }}
),

indicator_groups as (
    select * from {{ ref('stg_reference__indicator_groups') }}
),

components as (
    select * from {{ ref('stg_reference__indicator_components') }}
),

breakdowns as (
    select * from {{ ref('stg_reference__indicator_breakdowns') }}
),

definitions as (
    select
        indicator_code,
        max(definition_version) as definition_version,
        max(case when is_break then valid_from end) as last_break_on
    from {{ ref('stg_reference__indicator_definitions') }}
    where valid_from <= {{ today() }}
    group by indicator_code
),

terms as (
    select
        indicator_code,
        role,
        component_code,
        case
            when coefficient = 1 then component_code
            when coefficient = -1 then '-' || component_code
            else {{ plain_number('coefficient') }} || '*' || component_code
        end as term
    from components
),

formulas as (
    select
        indicator_code,
        string_agg(term, '+' order by component_code)
        filter (where role = 'numerator') as numerator,
        string_agg(term, '+' order by component_code)
        filter (where role = 'denominator') as denominator
    from terms
    group by indicator_code
),

code_lists as (
    select
        indicator_code,
        string_agg(code_list, '|' order by code_list) as code_lists
    from breakdowns
    group by indicator_code
)

select
    indicators.indicator_code,
    indicators.name_vi,
    indicators.name_en,
    indicators.unit_vi,
    indicators.unit_en,
    indicators.kind,
    indicators.direction,
    indicators.agg_units,
    indicators.agg_periods,
    indicators.succession_basis,
    indicators.decimals,
    indicators.indicator_group,
    indicator_groups.name_vi as indicator_group_vi,
    indicator_groups.name_en as indicator_group_en,
    replace(formulas.numerator, '+-', '-') as numerator,
    replace(formulas.denominator, '+-', '-') as denominator,
    code_lists.code_lists,
    definitions.definition_version,
    definitions.last_break_on
from indicators
inner join indicator_groups
    on indicators.indicator_group = indicator_groups.indicator_group
left join definitions
    on indicators.indicator_code = definitions.indicator_code
left join formulas
    on indicators.indicator_code = formulas.indicator_code
left join code_lists
    on indicators.indicator_code = code_lists.indicator_code
