-- Most totals are of one unit, and have nothing to be summed. Each kind is read apart: what is
-- named twice would be kept whole.
{%- set kinds = [('single', 'is_only_one'), ('several', 'not is_only_one')] %}
with
{%- for kind, condition in kinds %}
{{ kind }}_figures as (
    select * from {{ ref('int_unit_figures') }}
),

{{ kind }}_members as (
    select * from {{ ref('int_total_members') }}
    where {{ condition }}
),

{{ kind }} as (
    select
        {{ kind }}_members.boundary,
        {{ kind }}_members.total_unit_code as unit_code,
        {{ kind }}_figures.indicator_code,
        {{ kind }}_figures.category_code,
        {{ kind }}_figures.period_code,
        {{ kind }}_figures.time_basis,
        {{ kind }}_figures.value
    from {{ kind }}_figures
    inner join {{ kind }}_members
        on
            {{ kind }}_figures.unit_code = {{ kind }}_members.unit_code
            and {{ kind }}_figures.unit_valid_from = {{ kind }}_members.unit_valid_from
            and {{ kind }}_figures.regime = {{ kind }}_members.regime
            and {{ kind }}_figures.period_code = {{ kind }}_members.period_code
            and {{ kind }}_figures.is_closing = {{ kind }}_members.is_closing
            and {{ kind }}_figures.basis = {{ kind }}_members.basis
    where {{ kind }}_members.keeps_opening or not {{ kind }}_figures.gives_way
),
{% endfor %}
totals as (
    select
        boundary,
        unit_code,
        indicator_code,
        category_code,
        period_code,
        coalesce(time_basis, 'derived') as time_basis,
        value,
        1 as units_expected,
        case when value is null then 0 else 1 end as units_reported
    from single
    union all
    select
        boundary,
        unit_code,
        indicator_code,
        category_code,
        period_code,
        coalesce(min(time_basis), 'derived') as time_basis,
        cast(sum(value) as decimal(18, 4)) as value,
        cast(count(*) as integer) as units_expected,
        cast(count(value) as integer) as units_reported
    from several
    group by
        boundary,
        unit_code,
        indicator_code,
        category_code,
        period_code
)

select
    boundary,
    unit_code,
    indicator_code,
    category_code,
    period_code,
    time_basis,
    value,
    units_expected,
    units_reported
from totals
