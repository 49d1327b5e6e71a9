with split_groups as (
    select * from {{ ref('int_split_groups') }}
),

unit_groups as (
    select * from {{ ref('stg_reference__unit_groups') }}
),

targets as (
    select group_code as target_unit_code from split_groups
    union
    select unit_groups.member_unit_code as target_unit_code
    from split_groups
    inner join unit_groups
        on
            split_groups.basis = unit_groups.basis
            and split_groups.group_code = unit_groups.group_code
),

-- Groups are few, and in most places there are none.
members as (
    select * from {{ ref('int_total_members') }}
    where
        boundary = 'current'
        and total_unit_code in (select targets.target_unit_code from targets)
),

figures as (
    select * from {{ ref('int_figure_scopes') }}
),

owed as (
    {{ owed_totals('members', 'figures') }}
)

select
    boundary,
    unit_code,
    indicator_code,
    category_code,
    period_code,
    time_basis,
    units_expected
from owed
