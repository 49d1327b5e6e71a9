{%- set eve = dbt.dateadd('day', -1, 'sources.window_start_date') %}

with expected_reports as (
    select * from {{ ref('int_expected_reports') }}
),

carrying_forms as (
    select distinct form_code
    from {{ ref('stg_rules__rule_terms') }}
    where period_relation = 'carried'
),

predecessors as (
    select * from {{ ref('int_unit_predecessors') }}
),

-- Nothing is known of what these took over.
split_units as (
    select distinct
        unit_code,
        effective_date
    from predecessors
    where not is_whole
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
    left join split_units
        on
            expected_reports.unit_code = split_units.unit_code
            and expected_reports.window_start_date = split_units.effective_date
    where split_units.unit_code is null
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
        predecessors.predecessor_unit_code as related_unit_code
    from opened
    inner join predecessors
        on
            opened.unit_code = predecessors.unit_code
            and opened.window_start_date = predecessors.effective_date
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
