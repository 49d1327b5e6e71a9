{%- set eve = dbt.dateadd('day', -1, 'sources.window_start_date') %}

with expected_reports as (
    select * from {{ ref('int_expected_reports') }}
),

carrying_forms as (
    select distinct form_code
    from {{ ref('stg_rules__rule_terms') }}
    where period_relation = 'carried'
),

successions as (
    select
        from_unit_code,
        to_unit_code,
        effective_date,
        min(coalesce(weight, 0)) over (partition by from_unit_code, effective_date) = 1 as is_whole
    from {{ ref('stg_reference__unit_successions') }}
),

-- Every predecessor went over as a whole, or nothing is known of what was carried over.
inherited as (
    select
        to_unit_code,
        effective_date,
        min(case when is_whole then 1 else 0 end) = 1 as is_whole
    from successions
    group by to_unit_code, effective_date
),

opened as (
    select
        expected_reports.unit_code,
        expected_reports.unit_valid_from,
        expected_reports.form_code,
        expected_reports.period_code,
        expected_reports.period_type,
        expected_reports.window_start_date
    from expected_reports
    inner join carrying_forms
        on expected_reports.form_code = carrying_forms.form_code
    left join inherited
        on
            expected_reports.unit_code = inherited.to_unit_code
            and expected_reports.window_start_date = inherited.effective_date
    where coalesce(inherited.is_whole, true)
),

-- Whose books were closed on the eve: the unit's own where it goes on, and its predecessors'.
sources as (
    select
        unit_code,
        form_code,
        period_code,
        period_type,
        window_start_date,
        unit_code as related_unit_code
    from opened
    where unit_valid_from < window_start_date
    union distinct
    select
        opened.unit_code,
        opened.form_code,
        opened.period_code,
        opened.period_type,
        opened.window_start_date,
        successions.from_unit_code as related_unit_code
    from opened
    inner join successions
        on
            opened.unit_code = successions.to_unit_code
            and opened.window_start_date = successions.effective_date
),

-- Of the reports that end on the eve, the one of the same type of period, else the shortest.
closed as (
    select
        sources.unit_code,
        sources.form_code,
        sources.period_code,
        sources.related_unit_code,
        closing.period_code as related_period_code,
        row_number() over (
            partition by
                sources.unit_code, sources.form_code, sources.period_code,
                sources.related_unit_code
            order by
                case when closing.period_type = sources.period_type then 0 else 1 end asc,
                closing.window_start_date desc,
                closing.period_code asc
        ) as choice
    from sources
    left join expected_reports as closing
        on
            sources.related_unit_code = closing.unit_code
            and sources.form_code = closing.form_code
            and {{ eve }} = closing.end_date
)

select
    unit_code,
    form_code,
    period_code,
    related_unit_code,
    related_period_code
from closed
where choice = 1
