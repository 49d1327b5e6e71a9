with reported_values as (
    select * from {{ ref('int_rule_reported_values') }}
),

file_row_sums as (
    select * from {{ ref('int_file_row_sums') }}
),

computed_rates as (
    select * from {{ ref('int_computed_rates') }}
)

select
    report_id,
    unit_code,
    form_code,
    period_code,
    epoch,
    source,
    indicator_code,
    category_code,
    sheet,
    cell,
    present,
    withheld,
    decimals,
    cast(value as decimal(18, 4)) as value
from reported_values
union all
-- Blank cells count as nothing in a total row, so one figure is due however many rows there are.
select
    report_id,
    unit_code,
    form_code,
    period_code,
    epoch,
    'file_rows' as source,
    indicator_code,
    category_code,
    null as sheet,
    null as cell,
    case when withheld > 0 then 0 else 1 end as present,
    withheld,
    null as decimals,
    cast(value as decimal(18, 4)) as value
from file_row_sums
union all
select
    report_id,
    unit_code,
    form_code,
    period_code,
    epoch,
    'computed' as source,
    indicator_code,
    category_code,
    null as sheet,
    null as cell,
    present,
    withheld,
    null as decimals,
    cast(value as decimal(18, 4)) as value
from computed_rates
