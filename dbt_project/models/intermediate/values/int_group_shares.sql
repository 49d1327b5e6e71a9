{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
    )
}}

with split_groups as (
    select * from {{ ref('int_split_groups') }}
    where {{ in_build_periods('period_code') }}
),

unit_groups as (
    select * from {{ ref('stg_reference__unit_groups') }}
),

total_scopes as (
    select * from {{ ref('int_group_scopes') }}
    where {{ in_build_periods('period_code') }}
),

amounts as (
    select * from {{ ref('int_group_amounts') }}
    where {{ in_build_periods('period_code') }}
),

figure_bases as (
    select distinct
        indicator_code,
        basis
    from {{ ref('int_figure_scopes') }}
),

members as (
    select
        unit_groups.basis,
        split_groups.period_code,
        unit_groups.group_code,
        unit_groups.member_unit_code
    from split_groups
    inner join unit_groups
        on
            split_groups.basis = unit_groups.basis
            and split_groups.group_code = unit_groups.group_code
),

shares as (
    select
        members.member_unit_code as unit_code,
        total_scopes.indicator_code,
        total_scopes.category_code,
        total_scopes.period_code,
        total_scopes.time_basis,
        members.group_code,
        unplaced.amount as unplaced,
        coalesce(own.amount, 0) as placed,
        coalesce(own_scopes.units_expected, 0) as units_expected,
        coalesce(own.units_reported, 0) as units_reported
    from members
    inner join total_scopes
        on
            members.group_code = total_scopes.unit_code
            and members.period_code = total_scopes.period_code
    inner join figure_bases
        on
            total_scopes.indicator_code = figure_bases.indicator_code
            and members.basis = figure_bases.basis
    left join total_scopes as own_scopes
        on
            members.member_unit_code = own_scopes.unit_code
            and total_scopes.indicator_code = own_scopes.indicator_code
            and total_scopes.category_code = own_scopes.category_code
            and total_scopes.period_code = own_scopes.period_code
    left join amounts as unplaced
        on
            members.basis = unplaced.basis
            and members.group_code = unplaced.target_unit_code
            and total_scopes.indicator_code = unplaced.indicator_code
            and total_scopes.category_code = unplaced.category_code
            and total_scopes.period_code = unplaced.period_code
    left join amounts as own
        on
            members.basis = own.basis
            and members.member_unit_code = own.target_unit_code
            and total_scopes.indicator_code = own.indicator_code
            and total_scopes.category_code = own.category_code
            and total_scopes.period_code = own.period_code
)

select
    unit_code,
    indicator_code,
    category_code,
    period_code,
    time_basis,
    group_code,
    cast(
        coalesce({{ ratio_half_up('unplaced', 'unplaced + placed', 4, factor=1) }}, 1)
        as decimal(9, 6)
    ) as allocated_share,
    units_expected,
    units_reported
from shares
