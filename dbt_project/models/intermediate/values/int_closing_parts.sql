with periods as (
    select * from {{ ref('stg_reference__periods') }}
    where period_type not in ('C', 'R')
),

asked as (
    select distinct
        form_code,
        regime,
        period_code,
        period_type,
        start_date,
        end_date
    from {{ ref('int_expected_reports') }}
),

-- A unit that ends within a window: the window's part before its closing report is the lead-in.
closings as (
    select
        asked.form_code,
        asked.regime,
        periods.period_code,
        periods.start_date,
        asked.period_code as closing_period_code,
        asked.start_date as closing_start_date,
        {{ dbt.datediff('periods.start_date', 'asked.start_date', 'day') }} as days_before
    from asked
    inner join periods
        on
            asked.regime = periods.regime
            and asked.start_date >= periods.start_date
            and asked.end_date < periods.end_date
    where asked.period_type = 'C'
),

lead_ins as (
    select
        closings.form_code,
        closings.regime,
        closings.period_code,
        closings.closing_period_code,
        closings.days_before,
        asked.period_type as part_period_type,
        asked.period_code as part_period_code,
        asked.start_date as part_start_date,
        {{ dbt.datediff('asked.start_date', 'asked.end_date', 'day') }} + 1 as part_days
    from closings
    inner join asked
        on
            closings.form_code = asked.form_code
            and closings.regime = asked.regime
            and closings.start_date <= asked.start_date
            and closings.closing_start_date > asked.end_date
    where asked.period_type not in ('C', 'R')
),

-- The longest reports that fill the lead-in to the day.
filled as (
    select
        form_code,
        regime,
        period_code,
        closing_period_code,
        part_period_type,
        count(*) as reports_before,
        row_number() over (
            partition by form_code, regime, period_code, closing_period_code
            order by count(*)
        ) as choice
    from lead_ins
    group by
        form_code, regime, period_code, closing_period_code, part_period_type, days_before
    having sum(part_days) = days_before
)

select
    lead_ins.form_code,
    lead_ins.regime,
    lead_ins.period_code,
    lead_ins.closing_period_code,
    lead_ins.part_period_code,
    row_number() over (
        partition by
            lead_ins.form_code,
            lead_ins.regime,
            lead_ins.period_code,
            lead_ins.closing_period_code
        order by lead_ins.part_start_date
    ) as part_no,
    filled.reports_before + 1 as parts
from lead_ins
inner join filled
    on
        lead_ins.form_code = filled.form_code
        and lead_ins.regime = filled.regime
        and lead_ins.period_code = filled.period_code
        and lead_ins.closing_period_code = filled.closing_period_code
        and lead_ins.part_period_type = filled.part_period_type
        and filled.choice = 1
union all
select
    closings.form_code,
    closings.regime,
    closings.period_code,
    closings.closing_period_code,
    closings.closing_period_code as part_period_code,
    coalesce(filled.reports_before, 0) + 1 as part_no,
    coalesce(filled.reports_before, 0) + 1 as parts
from closings
left join filled
    on
        closings.form_code = filled.form_code
        and closings.regime = filled.regime
        and closings.period_code = filled.period_code
        and closings.closing_period_code = filled.closing_period_code
        and filled.choice = 1
where closings.days_before = 0 or filled.choice = 1
