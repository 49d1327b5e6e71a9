{#- The key of a table over several columns: fails for every key that stands more than once and for
    every key with a null in it, but for the columns named in allow_null. -#}
{% test unique_combination(model, columns, allow_null=[]) %}
select
    {{ columns | join(',\n    ') }},
    count(*) as occurrences
from {{ model }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    {%- for column in columns if column not in allow_null %}
    or {{ column }} is null
    {%- endfor %}
{% endtest %}
