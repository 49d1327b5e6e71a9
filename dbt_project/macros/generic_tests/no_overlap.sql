{#- Fails for every row whose half-open validity begins before that of the row before it has ended,
    within one key. -#}
{% test no_overlap(model, key, valid_from='valid_from', valid_to='valid_to') %}
with ordered as (
    select
        {{ key | join(', ') }},
        {{ valid_from }} as starts_on,
        lag({{ valid_to }}) over (partition by {{ key | join(', ') }} order by {{ valid_from }} nulls first)
            as previous_ends_on,
        row_number() over (partition by {{ key | join(', ') }} order by {{ valid_from }} nulls first) as position_no
    from {{ model }}
    -- Most keys stand once, and to put all in order takes long.
    where {{ row_hash(key) }} in (select {{ row_hash(key) }} from {{ model }} group by 1 having count(*) > 1)
)

select *
from ordered
where position_no > 1 and (previous_ends_on is null or starts_on < previous_ends_on)
{% endtest %}
