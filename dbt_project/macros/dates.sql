{#- The calendar day in Vietnam on which a UTC instant falls. -#}
{% macro local_date(instant) -%}
    {{ return(adapter.dispatch('local_date', 'baocao')(instant)) }}
{%- endmacro %}

{% macro default__local_date(instant) -%}
    cast({{ instant }} at time zone 'Asia/Ho_Chi_Minh' as date)
{%- endmacro %}

{% macro spark__local_date(instant) -%}
    cast(from_utc_timestamp({{ instant }}, 'Asia/Ho_Chi_Minh') as date)
{%- endmacro %}


{#- The instant (UTC) that this build takes as the present. -#}
{% macro as_of() -%}
    cast('{{ var("as_of") }}' as {{ type_instant() }})
{%- endmacro %}


{#- When the bytes of a delivery first came from their sender, for rows of landing. Which of two
    deliveries was taken in first, and so is no duplicate, says nothing of which came first. -#}
{% macro first_received_at() -%}
    case
        when outcome = 'duplicate' then received_at
        else min(received_at) over (partition by file_sha256, sender_unit_code)
    end
{%- endmacro %}


{#- The rows of a table with known_from and known_to that were what was known at an instant: half-open
    in time, null at the start is the beginning and at the end the present. For use after `from`. -#}
{% macro known_at(relation, instant) -%}
    (
        select *
        from {{ relation }}
        where
            (known_from is null or known_from <= {{ instant }})
            and (known_to is null or {{ instant }} < known_to)
    )
{%- endmacro %}


{#- The day in Vietnam that this build takes as the present. -#}
{% macro today() -%}
    cast('{{ var("today") }}' as date)
{%- endmacro %}


{#- Whether a day lies in the half-open interval from valid_from to valid_to (null = open). An `or` here
    would make DuckDB compare every row with every other in an outer join. -#}
{% macro is_valid_on(day, valid_from, valid_to) -%}
    ({{ valid_from }} <= {{ day }} and {{ day }} < coalesce({{ valid_to }}, date '9999-12-31'))
{%- endmacro %}


{#- The day a number of days after a day. -#}
{% macro days_after(day, days) -%}
    {{ return(adapter.dispatch('days_after', 'baocao')(day, days)) }}
{%- endmacro %}

{% macro default__days_after(day, days) -%}
    cast({{ day }} + cast({{ days }} as integer) as date)
{%- endmacro %}

{% macro spark__days_after(day, days) -%}
    date_add({{ day }}, {{ days }})
{%- endmacro %}
