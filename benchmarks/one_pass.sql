-- The floor that building is measured against: the same figures by one hand-written script, without
-- dbt, tests, incremental tables, evidence, messages or as-of history of anything but the values.
-- {landing}, {seeds} and {today} are filled in by the benchmark.

create table submissions as
select
    *,
    min(case when accepted then received_at end) over (
        partition by unit_code, form_code, period_code
        order by received_at, submission_id
        rows between 1 following and unbounded following
    ) as superseded_at
from (
    select *, outcome in ('accepted', 'accepted_with_flags') as accepted
    from read_parquet('{landing}/batches/*/submissions.parquet')
    where outcome <> 'duplicate' and unit_code is not null
);

create table expected as
select expected.*, periods.start_date, periods.end_date
from read_parquet('{landing}/reference/expected_reports.parquet') as expected
inner join read_parquet('{landing}/reference/periods.parquet') as periods
    using (regime, period_code);

create table indicator_values as
select
    cells.*,
    submissions.regime,
    submissions.received_at as known_from,
    submissions.superseded_at as known_to
from read_parquet('{landing}/batches/*/cells.parquet') as cells
inner join submissions using (submission_id)
where cells.role = 'value' and submissions.accepted;

create table reporting_status as
with receipts as (
    select
        unit_code,
        form_code,
        period_code,
        timezone('Asia/Ho_Chi_Minh', min(received_at))::date as received_on
    from submissions
    where accepted
    group by all
)

select
    expected.*,
    case
        when receipts.received_on <= expected.due_date then 'on_time'
        when receipts.received_on is not null then 'late'
        when expected.due_date < date '{today}' then 'missing or rejected'
        else 'not_due'
    end as status
from expected
left join receipts using (unit_code, form_code, period_code);

create table ancestors as
with recursive links as (
    select unit_code, parent_unit_code, valid_from::date as valid_from, valid_to::date as valid_to
    from read_csv('{seeds}/reference/unit_parents.csv', all_varchar = true)
    where tree = 'reporting'
),

days as (select distinct regime, period_code, end_date from expected),

tree as (
    select days.*, units.unit_code, units.unit_code as ancestor_unit_code
    from days
    inner join read_csv('{seeds}/reference/units.csv', all_varchar = true) as units
        on
            days.end_date >= units.valid_from::date
            and (units.valid_to is null or days.end_date < units.valid_to::date)
    union
    select tree.regime, tree.period_code, tree.end_date, tree.unit_code, links.parent_unit_code
    from tree
    inner join links
        on
            tree.ancestor_unit_code = links.unit_code
            and tree.end_date >= links.valid_from
            and (links.valid_to is null or tree.end_date < links.valid_to)
)

select * from tree;

create table counted as
select indicator_values.*, expected.unit_type, expected.period_type, indicators.kind
from indicator_values
inner join expected using (unit_code, form_code, period_code)
inner join read_csv('{seeds}/indicators/indicators.csv', all_varchar = true) as indicators
    using (indicator_code)
inner join read_csv('{seeds}/forms/form_items.csv', all_varchar = true) as items
    on
        expected.form_code = items.form_code
        and expected.form_version = items.form_version
        and indicator_values.indicator_code = items.indicator_code
        and indicator_values.category_code = items.category_code
        and list_contains(string_split(items.period_types, '|'), expected.period_type)
semi join read_csv('{seeds}/forms/form_scopes.csv', all_varchar = true) as scopes
    on
        expected.form_code = scopes.form_code
        and expected.form_version = scopes.form_version
        and indicator_values.indicator_code = scopes.indicator_code
        and expected.unit_type = scopes.unit_type
where
    indicator_values.known_to is null
    and indicator_values.value is not null
    and indicators.kind <> 'rate';

create table aggregates as
select
    ancestors.ancestor_unit_code as unit_code,
    counted.indicator_code,
    counted.category_code,
    counted.period_code,
    sum(case when counted.kind = 'boolean' then (counted.value > 0)::int else counted.value end)
        as value,
    count(*) as units_reported
from counted
inner join ancestors using (regime, period_code, unit_code)
group by all;

create table rule_sides as
select
    terms.rule_code,
    terms.part_no,
    counted.unit_code,
    counted.form_code,
    counted.period_code,
    sum(counted.value * terms.coefficient) filter (where terms.side = 'left') as left_value,
    sum(counted.value * terms.coefficient) filter (where terms.side = 'right') as right_value
from counted
inner join read_parquet('{landing}/reference/rule_terms.parquet') as terms
    on
        counted.indicator_code = terms.indicator_code
        and counted.category_code = terms.category_code
where terms.source = 'reported' and terms.period_relation = 'same'
group by all;
