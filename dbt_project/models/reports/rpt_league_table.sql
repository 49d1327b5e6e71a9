{% set parts = {
    'submitted': ['reports_owed', 'reports_submitted'],
    'timely': ['timely_owed', 'timely'],
    'filled': ['cells_owed', 'cells_filled'],
    'passed': ['weight_owed', 'weight_passed'],
} %}

with own_scores as (
    select * from {{ ref('fct_quality_scores') }}
    where extent = 'own'
),

settings as (
    {{ score_settings() }}
),

years as (
    select
        period_code,
        max(reporting_year) as reporting_year
    from {{ ref('dim_periods') }}
    group by period_code
),

placed as (
    select
        own_scores.*,
        years.reporting_year,
        -- Ranks go by the score as it is printed: what reads the same shares a rank.
        rank() over (
            partition by own_scores.period_code, own_scores.unit_type
            order by own_scores.score desc nulls last
        ) as position_no,
        count(*) over (
            partition by own_scores.period_code, own_scores.unit_type, own_scores.score
        ) as tied_units,
        count(own_scores.score) over kind_of_unit as peers,
        count(*) over kind_of_unit as units_owing,
        {%- for column in parts.values() | sum(start=[]) %}
        sum(own_scores.{{ column }}) over year_to_date as year_{{ column }},
        {%- endfor %}
        sum(own_scores.reports_not_due) over kind_of_unit as kind_not_due
    from own_scores
    inner join years
        on own_scores.period_code = years.period_code
    window
        kind_of_unit as (partition by own_scores.period_code, own_scores.unit_type),
        year_to_date as (
            partition by own_scores.unit_code, own_scores.unit_valid_from, years.reporting_year
            order by own_scores.end_date
            range between unbounded preceding and current row
        )
),

judged as (
    select
        *,
        {%- for part, (whole, done) in parts.items() %}
        {{ ratio_half_up('year_' ~ done, 'year_' ~ whole, 2) }} as year_{{ part }}_share,
        {%- endfor %}
        -- The same unit, kind of period and forms: nothing else makes a trend.
        lag(period_code) over comparable as previous_period_code,
        lag(score) over comparable as previous_score
    from placed
    where score is not null
    window comparable as (
        partition by unit_code, unit_valid_from, period_type, form_codes order by end_date
    )
)

select
    judged.period_code,
    judged.period_type,
    judged.end_date,
    judged.reporting_year,
    judged.unit_type,
    judged.unit_code,
    judged.unit_valid_from,
    units.name_vi as unit_name_vi,
    units.name_en as unit_name_en,
    parents.name_vi as parent_name_vi,
    parents.name_en as parent_name_en,
    case when judged.peers >= settings.min_peers then judged.position_no end as rank_no,
    judged.tied_units,
    judged.peers,
    judged.units_owing - judged.peers as peers_not_judged,
    judged.kind_not_due > 0 as is_provisional,
    judged.is_small,
    judged.score,
    judged.score_low,
    judged.score_high,
    judged.previous_period_code,
    judged.previous_score,
    judged.score - judged.previous_score as score_change,
    {{ weighted_score(parts, 'judged.year_', 'settings.') }} as year_score,
    judged.year_reports_owed,
    judged.form_codes,
    judged.reports_expected,
    judged.reports_not_due,
    judged.reports_late,
    judged.days_late,
    {%- for part, (whole, done) in parts.items() %}
    judged.{{ whole }},
    judged.{{ done }},
    judged.{{ part }}_share,
    {%- endfor %}
    judged.binding_failed,
    judged.flags_to_check,
    judged.settled_flags
from judged
cross join settings
inner join {{ ref('dim_units') }} as units
    on
        judged.unit_code = units.unit_code
        and judged.unit_valid_from = units.valid_from
left join {{ ref('dim_units') }} as parents
    on
        units.parent_unit_code = parents.unit_code
        and {{ is_valid_on('judged.end_date', 'parents.valid_from', 'parents.valid_to') }}
