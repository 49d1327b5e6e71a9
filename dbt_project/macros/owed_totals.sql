{#- One row per boundary, unit of the tree or group, indicator, category and period that somebody in it
    owes: how many units owe it, and whether units in force report it for the period or it is derived
    for one of them. Of members, a relation as int_total_members, and figures, as int_figure_scopes. -#}
{% macro owed_totals(members, figures) -%}
select
    units_due.boundary,
    units_due.total_unit_code as unit_code,
    figures.indicator_code,
    figures.category_code,
    units_due.period_code,
    coalesce(min(figures.time_basis), 'derived') as time_basis,
    sum(units_due.units_due) as units_expected
from (
    -- Units are counted before they meet the items, which are many.
    select
        members.boundary,
        members.basis,
        members.total_unit_code,
        members.period_code,
        owed_reports.scope_code,
        owed_reports.is_opening_replaced and not members.keeps_opening as drops_opening,
        count(*) as units_due
    from {{ members }} as members
    inner join {{ ref('int_owed_reports') }} as owed_reports
        on
            members.unit_code = owed_reports.unit_code
            and members.unit_valid_from = owed_reports.unit_valid_from
            and members.regime = owed_reports.regime
            and members.period_code = owed_reports.period_code
            and members.is_closing = owed_reports.is_closing
    group by
        members.boundary,
        members.basis,
        members.total_unit_code,
        members.period_code,
        owed_reports.scope_code,
        owed_reports.is_opening_replaced and not members.keeps_opening
) as units_due
inner join {{ figures }} as figures
    on
        units_due.scope_code = figures.scope_code
        and units_due.basis = figures.basis
where not (units_due.drops_opening and figures.is_opening)
group by
    units_due.boundary,
    units_due.total_unit_code,
    figures.indicator_code,
    figures.category_code,
    units_due.period_code
{%- endmacro %}
