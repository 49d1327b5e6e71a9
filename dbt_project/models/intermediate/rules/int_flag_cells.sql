{%- set cell_name = "concat_ws('!', nullif(cells.sheet, ''), cells.cell)" %}

with part_verdicts as (
    select * from {{ ref('int_rule_part_verdicts') }}
    where
        verdict = 'fail' and epoch = 0
        and {{ only_build_periods('period_code', looks_back=true) }}
),

rule_terms as (
    select * from {{ ref('stg_rules__rule_terms') }}
    where check_kind in ('comparison', 'statistic') and side <> 'given'
),

period_relations as (
    select * from {{ ref('int_report_relations') }}
    where {{ only_build_periods('period_code', looks_back=true) }}
),

cells as (
    select * from {{ ref('stg_landing__cells') }}
    where cell <> ''
),

submissions as (
    select * from {{ ref('int_submissions_versioned') }}
    where is_current
),

-- Where to look, blank cells too, in all reports compared. Sums over rows or units have no cell.
places as (
    select
        part_verdicts.rule_code,
        part_verdicts.part_no,
        part_verdicts.unit_code,
        part_verdicts.form_code,
        part_verdicts.period_code,
        rule_terms.term_no,
        rule_terms.source,
        rule_terms.indicator_code,
        rule_terms.category_code,
        coalesce(period_relations.related_unit_code, part_verdicts.unit_code) as figure_unit_code,
        rule_terms.related_form_code as figure_form_code,
        coalesce(period_relations.related_period_code, part_verdicts.period_code)
            as figure_period_code
    from part_verdicts
    inner join rule_terms
        on
            part_verdicts.rule_code = rule_terms.rule_code
            and part_verdicts.part_no = rule_terms.part_no
    left join period_relations
        on
            part_verdicts.unit_code = period_relations.unit_code
            and part_verdicts.form_code = period_relations.form_code
            and part_verdicts.period_code = period_relations.period_code
            and rule_terms.period_relation = period_relations.period_relation
    where
        rule_terms.unit_relation <> 'children'
        and (
            rule_terms.period_relation = 'same' or period_relations.related_period_code is not null
        )
),

located as (
    select
        places.rule_code,
        places.part_no,
        places.unit_code,
        places.form_code,
        places.period_code,
        places.term_no,
        cells.sheet,
        cells.cell,
        {{ cell_name }} as own_cell,
        case
            {%- for code in ('form_code', 'unit_code') %}
            when places.figure_{{ code }} <> places.{{ code }}
                then concat(
                    places.figure_{{ code }}, ' ', places.figure_period_code, ': ', {{ cell_name }}
                )
            {%- endfor %}
            when places.figure_period_code = places.period_code then {{ cell_name }}
            else concat(places.figure_period_code, ': ', {{ cell_name }})
        end as figure_cell,
        -- A number, because a list ordered by long texts takes a hundred times as long.
        row_number() over (
            partition by
                places.rule_code, places.part_no, places.unit_code, places.form_code,
                places.period_code
            order by places.term_no, places.figure_period_code, places.figure_unit_code
        ) as place_order
    from places
    inner join submissions
        on
            places.figure_unit_code = submissions.unit_code
            and places.figure_form_code = submissions.form_code
            and places.figure_period_code = submissions.period_code
    inner join cells
        on
            submissions.submission_id = cells.submission_id
            and places.figure_period_code = cells.period_code
            and places.source
            = case when cells.role = 'claimed_total' then 'claimed' else 'reported' end
            and places.indicator_code = cells.indicator_code
            and places.category_code = cells.category_code
)

select
    rule_code,
    part_no,
    unit_code,
    form_code,
    period_code,
    max(case when term_no = 1 then sheet end) as sheet,
    max(case when term_no = 1 then cell end) as cell,
    {{ text_list('figure_cell', 'place_order') }} as compared_cells,
    {{ text_list('case when figure_cell <> own_cell then figure_cell end', 'place_order') }}
        as cells_elsewhere
from located
group by rule_code, part_no, unit_code, form_code, period_code
