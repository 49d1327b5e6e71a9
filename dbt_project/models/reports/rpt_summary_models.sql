with units as (
    select * from {{ ref('dim_units') }}
),

year_pairs as (
    {{ year_pairs() }}
),

figures as (
    select
        unit_code,
        period_code,
        max(case when indicator_code = 'DVK01' then value end) as registered,
        max(case when indicator_code = 'DVK02' then value end) as with_result
    from {{ ref('fct_indicator_values') }}
    where
        is_current
        and category_code = '_T'
        and indicator_code in ('DVK01', 'DVK02')
        and value_status <> 'not_applicable'
    group by unit_code, period_code
    -- A half-year form does not ask for results: nothing can be lacking there.
    having count(*) filter (where indicator_code = 'DVK02') > 0
)

select
    units.province_code,
    figures.period_code,
    figures.unit_code,
    units.name_vi as unit_name_vi,
    units.name_en as unit_name_en,
    units.unit_type,
    figures.registered,
    figures.with_result,
    figures.registered - figures.with_result as without_result
from figures
inner join year_pairs
    on figures.period_code = year_pairs.period_code
inner join units
    on
        figures.unit_code = units.unit_code
        and {{ is_valid_on('year_pairs.end_date', 'units.valid_from', 'units.valid_to') }}
where
    figures.registered > 0
    and (figures.with_result is null or figures.with_result < figures.registered)
