-- Counts and rates of a page are those of the province in agg_reporting_rates: one truth, twice
with province_rates as (
    select
        rates.period_code,
        rates.form_code,
        rates.expected,
        rates.received,
        rates.on_time,
        rates.completeness,
        rates.timeliness
    from {{ ref('agg_reporting_rates') }} as rates
    inner join {{ ref('dim_units') }} as units
        on rates.unit_code = units.unit_code
    where units.unit_type = 'PROVINCE'
)

select
    province_rates.period_code,
    province_rates.form_code
from province_rates
left join {{ ref('rpt_reporting_summary') }} as summary
    on
        province_rates.period_code = summary.period_code
        and province_rates.form_code = summary.form_code
        and summary.group_code = '_T'
where
    summary.expected is distinct from province_rates.expected
    or summary.received is distinct from province_rates.received
    or summary.on_time is distinct from province_rates.on_time
    or summary.completeness is distinct from province_rates.completeness
    or summary.timeliness is distinct from province_rates.timeliness
