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
        and (value is not null or (value_status = 'missing' and trim(raw_text) <> ''))
)

select
    reported_values.unit_code,
    reported_values.form_code,
    reported_values.period_code,
    reported_values.epoch,
    reported_values.indicator_code,
    reported_values.category_code,
    sum(cells.value) as value,
    sum(case when cells.value is null then 1 else 0 end) as withheld
from reported_values
inner join cells
    on
        reported_values.delivery_id = cells.delivery_id
        and reported_values.form_code = cells.form_code
        and reported_values.period_code = cells.period_code
        and reported_values.indicator_code = cells.indicator_code
        and reported_values.category_code = cells.category_code
group by
    reported_values.unit_code,
    reported_values.form_code,
    reported_values.period_code,
    reported_values.epoch,
    reported_values.indicator_code,
    reported_values.category_code
