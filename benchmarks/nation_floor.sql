-- What a hand-written DuckDB script needs for the same totals: accepted reports in force, the tree of
-- totals, one grouping. Once as totals of provinces and the country, once also a row a commune, as
-- fct_indicator_aggregates has it at either boundary. {landing} and {seeds} are filled in.
create temp table in_force as
select submission_id
from (
    select
        submission_id,
        row_number() over (
            partition by unit_code, form_code, period_code
            order by received_at desc, submission_id desc
        ) as recency
    from read_parquet('{landing}/batches/*/submissions.parquet')
    where outcome in ('accepted', 'accepted_with_flags')
)
where recency = 1;

create temp table ancestors as
with recursive links as (
    select unit_code, parent_unit_code
    from read_csv('{seeds}/reference/unit_parents.csv', all_varchar = true)
    where tree = 'reporting' and valid_to is null
),

tree as (
    select unit_code, unit_code as ancestor_unit_code from links
    union
    select tree.unit_code, links.parent_unit_code
    from tree
    inner join links on tree.ancestor_unit_code = links.unit_code
)

select * from tree where {with_communes} or unit_code <> ancestor_unit_code;

create or replace table aggregates as
select
    ancestors.ancestor_unit_code as unit_code,
    cells.indicator_code,
    cells.category_code,
    cells.period_code,
    sum(cells.value) as value,
    count(*) as units_reported
from read_parquet('{landing}/batches/*/cells.parquet') as cells
semi join in_force using (submission_id)
inner join ancestors using (unit_code)
where cells.role = 'value' and cells.value is not null
group by all;
