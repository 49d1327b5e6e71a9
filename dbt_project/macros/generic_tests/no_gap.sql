{#- Fails for every row whose half-open validity does not begin where that of the row before it ended,
    within one key. A null at the start is the beginning of all time, one at the end its end. -#}
{% test no_gap(model, key, valid_from, valid_to) %}
with ordered as (
    select
        {{ key | join(', ') }},
        {{ valid_from }} as starts_at,
        lag({{ valid_to }}) over (
            partition by {{ key | join(', ') }} order by {{ valid_from }} nulls first
        ) as previous_ended_at,
        row_number() over (
            partition by {{ key | join(', ') }} order by {{ valid_from }} nulls first
        ) as position_no
    from {{ model }}
)

select *
from ordered
where position_no > 1 and previous_ended_at is distinct from starts_at
{% endtest %}
