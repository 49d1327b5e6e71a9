with periods as (
    select * from {{ ref('stg_reference__periods') }}
),

regimes as (
    select * from {{ ref('stg_reference__regimes') }}
)

select
    periods.regime || ':' || periods.period_code as period_key,
    periods.regime,
    regimes.name_vi as regime_name_vi,
    regimes.name_en as regime_name_en,
    periods.period_code,
    periods.name_vi,
    periods.name_en,
    periods.period_type,
    periods.period_no,
    periods.reporting_year,
    periods.is_window_known,
    periods.start_date,
    periods.end_date,
    periods.due_date,
    periods.province_due_date,
    -- A closing period or a review follows no other one of its kind.
    case
        when periods.period_type not in ('C', 'R')
            then lag(periods.period_code) over (
                partition by periods.regime, periods.period_type
                order by periods.start_date, periods.end_date
            )
    end as previous_period_code
from periods
left join regimes
    on periods.regime = regimes.regime
