-- The verdicts of rules by one script by hand: what the evaluation is measured against. Numbers are
-- keys of all joins, and each figure meets only the terms of parts that judge its kind of report.
-- It knows rules on figures that units reported, of the report itself and of the unit's own reports
-- for other periods; which parts those are is the table `covered`. {reference} and {batches} are
-- filled in.
create table covered as
select part_id
from read_parquet('{reference}/rule_parts.parquet') as parts
inner join read_parquet('{reference}/rule_terms.parquet') as terms using (part_id)
where parts.check_kind = 'comparison'
group by all
having bool_and(
    terms.source = 'reported'
    and terms.side <> 'given'
    and terms.form_code = terms.related_form_code
    and terms.unit_relation = 'own'
    and terms.period_relation in ('same', 'previous', 'year_ago', 'first_half', 'parts')
    and parts.tolerance_kind in ('absolute', 'relative')
    and parts.operator in ('==', '!=', '<', '<=', '>', '>=')
    and parts.left_weeks = 0 and parts.right_weeks = 0
    and parts.left_months = 0 and parts.right_months = 0
);

create temp table scopes as
select
    *,
    dense_rank() over (order by form_code, form_version, unit_type, period_type) as scope_no
from read_parquet('{reference}/rule_scopes.parquet')
semi join covered using (part_id);

create temp table terms as
select distinct
    scopes.scope_no,
    terms.part_id,
    terms.term_no,
    terms.side = 'left' as is_left,
    terms.period_relation,
    terms.is_many,
    dense_rank() over (order by terms.form_code, terms.indicator_code, terms.category_code) as item_no,
    terms.form_code,
    terms.indicator_code,
    terms.category_code,
    cast(terms.coefficient as integer) as coefficient
from read_parquet('{reference}/rule_terms.parquet') as terms
inner join scopes using (part_id);

create temp table reports as
with in_force as (
    select submission_id, unit_code, form_code, period_code
    from read_parquet('{batches}/*/submissions.parquet')
    where outcome in ('accepted', 'accepted_with_flags')
    qualify row_number() over (
        partition by unit_code, form_code, period_code
        order by received_at desc, submission_id desc
    ) = 1
)

select
    row_number() over () as report_no,
    expected.*,
    periods.start_date,
    periods.end_date,
    in_force.submission_id,
    scopes.scope_no
from read_parquet('{reference}/expected_reports.parquet') as expected
inner join (
    select regime, period_code, start_date, end_date
    from read_parquet('{reference}/periods.parquet')
) as periods using (regime, period_code)
left join in_force using (unit_code, form_code, period_code)
left join (
    select distinct scope_no, form_code, form_version, unit_type, period_type from scopes
) as scopes using (form_code, form_version, unit_type, period_type);

create temp table figures as
select reports.report_no, items.item_no, cells.value
from read_parquet('{batches}/*/cells.parquet') as cells
inner join reports using (submission_id)
inner join (
    select distinct form_code, indicator_code, category_code, item_no from terms
) as items
    on
        cells.form_code = items.form_code
        and cells.indicator_code = items.indicator_code
        and cells.category_code = items.category_code
where cells.role = 'value' and cells.value is not null;

create temp table looked_at as
select
    reports.report_no,
    reports.scope_no,
    relations.period_relation,
    related_reports.report_no as related_no
from reports
inner join read_parquet('{reference}/period_relations.parquet') as relations
    using (form_code, regime, period_code)
inner join reports as related_reports
    on
        reports.unit_code = related_reports.unit_code
        and reports.unit_valid_from = related_reports.unit_valid_from
        and reports.form_code = related_reports.form_code
        and relations.related_period_code = related_reports.period_code
semi join terms
    on
        reports.scope_no = terms.scope_no
        and relations.period_relation = terms.period_relation;

create temp table sides as
with amounts as (
    select
        terms.part_id, terms.is_left, figures.report_no,
        case terms.coefficient
            when 1 then figures.value when -1 then -figures.value
            else figures.value * terms.coefficient
        end as amount
    from figures
    inner join reports using (report_no)
    inner join terms
        on figures.item_no = terms.item_no and reports.scope_no = terms.scope_no
    where terms.period_relation = 'same'
    union all
    select
        terms.part_id, terms.is_left, looked_at.report_no,
        case terms.coefficient
            when 1 then figures.value when -1 then -figures.value
            else figures.value * terms.coefficient
        end as amount
    from figures
    inner join looked_at on figures.report_no = looked_at.related_no
    inner join terms
        on
            figures.item_no = terms.item_no
            and looked_at.scope_no = terms.scope_no
            and looked_at.period_relation = terms.period_relation
)

select
    part_id, report_no,
    sum(case when is_left then amount end) as left_amount,
    sum(case when not is_left then amount end) as right_amount,
    count(*) filter (where is_left) as left_present,
    count(*) filter (where not is_left) as right_present
from amounts
group by part_id, report_no;

create temp table dues as
select
    terms.part_id, looked_at.report_no,
    count(*) filter (where terms.is_left) as left_due,
    count(*) filter (where not terms.is_left) as right_due
from looked_at
inner join terms using (scope_no, period_relation)
where terms.is_many
group by all;

create table verdicts as
with compared as (
    select
        parts.rule_code, parts.part_no, reports.unit_code, reports.form_code, reports.period_code,
        reports.submission_id, parts.operator,
        coalesce(left_amount, 0) + parts.left_constant as left_value,
        coalesce(right_amount, 0) + parts.right_constant as right_value,
        case parts.tolerance_kind
            when 'relative' then parts.tolerance_value * abs(right_value)
            else parts.tolerance_value
        end as tolerance,
        coalesce(left_present, 0) + coalesce(right_present, 0) as present,
        left_terms = 0 or left_missing = 'never_skip' or (
            left_present > 0 and (
                left_missing = 'skip_if_all'
                or left_present >= left_single_terms + coalesce(left_due, 0)
            )
        ) as has_left,
        right_terms = 0 or right_missing = 'never_skip' or (
            right_present > 0 and (
                right_missing = 'skip_if_all'
                or right_present >= right_single_terms + coalesce(right_due, 0)
            )
        ) as has_right
    from reports
    inner join scopes
        on
            reports.scope_no = scopes.scope_no
            and (scopes.valid_from is null or reports.end_date >= scopes.valid_from)
            and (scopes.valid_to is null or reports.end_date < scopes.valid_to)
            and (not scopes.whole_period or reports.unit_valid_from <= reports.start_date)
    inner join read_parquet('{reference}/rule_parts.parquet') as parts using (part_id)
    left join sides on scopes.part_id = sides.part_id and reports.report_no = sides.report_no
    left join dues on scopes.part_id = dues.part_id and reports.report_no = dues.report_no
)

select
    rule_code, part_no, unit_code, form_code, period_code,
    case
        when submission_id is null then 'no_report'
        when present = 0 then 'no_figures'
        when not (has_left and has_right) then 'missing_figure'
    end as not_applicable_reason,
    left_value, right_value, left_value - right_value as imbalance,
    case
        when submission_id is null or present = 0 or not coalesce(has_left and has_right, false)
            then 'not_applicable'
        when case operator
            when '==' then abs(imbalance) <= tolerance
            when '!=' then abs(imbalance) > tolerance
            when '<=' then imbalance <= tolerance
            when '<' then imbalance < tolerance
            when '>=' then -imbalance <= tolerance
            else -imbalance < tolerance
        end then 'pass'
        else 'fail'
    end as verdict
from compared;
