-- What stands now, and what stood in each of the few past epochs.
with standing as (
    select
        report_id,
        submission_id,
        delivery_id,
        epoch,
        case when epoch = 0 then {{ as_of() }} else known_from end as stood_at
    from {{ ref('int_rule_reports') }}
    where submission_id is not null
),

cells as (
    select * from {{ ref('stg_landing__cells') }}
    where {{ only_periods_looked_at('period_code') }}
),

corrected_intervals as (
    select * from {{ ref('int_corrected_intervals') }}
    where correction_id is not null
),

-- A total row is judged as it was sent: an office corrects figures of units.
figures as (
    select
        standing.report_id,
        standing.delivery_id,
        cells.unit_code,
        cells.form_code,
        cells.period_code,
        standing.epoch,
        case when cells.role = 'claimed_total' then 'claimed' else 'reported' end as source,
        cells.indicator_code,
        cells.category_code,
        cells.sheet,
        cells.cell,
        coalesce(
            case when cells.role = 'value' then corrected_intervals.corrected_value end, cells.value
        ) as value,
        cells.value_status = 'missing' and trim(cells.raw_text) <> '' as is_withheld,
        case when cells.role = 'printed_rate' then {{ printed_decimals('cells.raw_text') }} end
            as decimals
    from cells
    inner join standing
        on cells.submission_id = standing.submission_id
    left join corrected_intervals
        on
            cells.submission_id = corrected_intervals.submission_id
            and cells.indicator_code = corrected_intervals.indicator_code
            and cells.category_code = corrected_intervals.category_code
            and {{ is_valid_on('standing.stood_at', 'corrected_intervals.known_from',
                               'corrected_intervals.known_to') }}
)

-- Blank cells are no figures. A cell that was filled in but could not be read is kept without a
-- value: nobody is judged on it.
select
    report_id,
    delivery_id,
    unit_code,
    form_code,
    period_code,
    epoch,
    source,
    indicator_code,
    category_code,
    sheet,
    cell,
    value,
    decimals,
    case when value is null then 0 else 1 end as present,
    case when value is null then 1 else 0 end as withheld
from figures
where value is not null or is_withheld
