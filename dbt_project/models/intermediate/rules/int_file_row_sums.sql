{#- Asked of what is summed: asked of all cells, it hides from DuckDB how few they are. -#}
{%- set withheld -%}
case
        when cells.value is not null then null
        when cells.value_status = 'missing' and trim(cells.raw_text) <> '' then 1
    end
{%- endset %}

with reported_values as (
    select * from {{ ref('int_rule_reported_values') }}
    where source = 'claimed'
),

-- Few files have a total row, or none.
totalled_files as (
    select delivery_id from {{ ref('stg_landing__cells') }}
    where role = 'claimed_total'
),

-- All rows of the file, also those of units that have sent their own report again since: the total
-- row is judged on the file that it stands in.
cells as (
    select * from {{ ref('stg_landing__cells') }}
    where
        role = 'value'
        and delivery_id in (select totalled_files.delivery_id from totalled_files)
        and {{ only_periods_looked_at('period_code') }}
)

select
    reported_values.report_id,
    reported_values.unit_code,
    reported_values.form_code,
    reported_values.period_code,
    reported_values.epoch,
    reported_values.indicator_code,
    reported_values.category_code,
    sum(cells.value) as value,
    count({{ withheld }}) as withheld
from reported_values
inner join cells
    on
        reported_values.delivery_id = cells.delivery_id
        and reported_values.form_code = cells.form_code
        and reported_values.period_code = cells.period_code
        and reported_values.indicator_code = cells.indicator_code
        and reported_values.category_code = cells.category_code
group by
    reported_values.report_id,
    reported_values.unit_code,
    reported_values.form_code,
    reported_values.period_code,
    reported_values.epoch,
    reported_values.indicator_code,
    reported_values.category_code
-- Of blank cells alone there is no sum.
having count(cells.value) > 0 or count({{ withheld }}) > 0
