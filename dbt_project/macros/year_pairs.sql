{#- One row per period code with the window that bounds the regimes in which reports are sent, and the
    same period of the year before; a review over several years or a closing report has none. -#}
{% macro year_pairs() -%}
select
    periods.period_code,
    max(periods.period_type) as period_type,
    max(periods.reporting_year) as reporting_year,
    min(periods.start_date) as start_date,
    max(periods.end_date) as end_date,
    max(earlier.period_code) as previous_period_code,
    max(earlier.end_date) as previous_end_date
from {{ ref('dim_periods') }} as periods
inner join (select distinct regime from {{ ref('fct_reporting_status') }}) as regimes
    on periods.regime = regimes.regime
left join {{ ref('dim_periods') }} as earlier
    on
        periods.regime = earlier.regime
        and periods.period_type = earlier.period_type
        and periods.period_no = earlier.period_no
        and periods.reporting_year = earlier.reporting_year + 1
        and earlier.period_type in ('M', 'Q', 'S', '9M', 'A')
group by periods.period_code
{%- endmacro %}


{#- One row per period and province valid on its last day, with the same period of the year before;
    is_same_territory: the code stood for the same province, within the same borders, then; a province
    whose record begins anew with all of itself alone goes on. is_of_today: it has not ended since. -#}
{% macro provinces_compared() -%}
select
    provinces.unit_code,
    provinces.name_vi,
    provinces.name_en,
    year_pairs.period_code,
    year_pairs.period_type,
    year_pairs.reporting_year,
    year_pairs.start_date,
    year_pairs.end_date,
    year_pairs.previous_period_code,
    year_pairs.previous_end_date
    >= coalesce(former.valid_from, provinces.valid_from) as is_same_territory,
    provinces.valid_to is null as is_of_today
from ({{ year_pairs() }}) as year_pairs
inner join {{ ref('dim_units') }} as provinces
    on {{ is_valid_on('year_pairs.end_date', 'provinces.valid_from', 'provinces.valid_to') }}
left join ({{ units_going_on() }}) as going_on
    on
        provinces.unit_code = going_on.unit_code
        and provinces.valid_from = going_on.effective_date
left join {{ ref('dim_units') }} as former
    on
        going_on.unit_code = former.unit_code
        and going_on.effective_date = former.valid_to
where provinces.unit_type = 'PROVINCE'
{%- endmacro %}


{#- One row per unit and day on which its record begins anew, as the whole of itself and of nothing
    else: renamed, of another type, or written into a new catalogue. -#}
{% macro units_going_on() -%}
select
    to_unit_code as unit_code,
    effective_date
from {{ ref('dim_unit_successions') }}
group by to_unit_code, effective_date
having count(*) = 1 and max(from_unit_code) = to_unit_code and max(weight) = 1
{%- endmacro %}


{#- One row per indicator and category of its breakdowns, with the code list that the category is of:
    the same code may stand in several lists. -#}
{% macro indicator_categories() -%}
select
    dim_indicators.indicator_code,
    dim_categories.category_code,
    min(dim_categories.code_list) as code_list
from {{ ref('dim_indicators') }} as dim_indicators
inner join {{ ref('dim_categories') }} as dim_categories
    on concat('|', dim_indicators.code_lists, '|') like concat('%|', dim_categories.code_list, '|%')
group by dim_indicators.indicator_code, dim_categories.category_code
{%- endmacro %}


{#- One row per indicator and period between which and the year before its definition changed so that
    the two cannot be compared, with what changed. -#}
{% macro series_breaks() -%}
select
    definitions.indicator_code,
    year_pairs.period_code,
    string_agg(definitions.note_vi, '; ' order by definitions.valid_from) as note_vi,
    string_agg(definitions.note_en, '; ' order by definitions.valid_from) as note_en
from ({{ year_pairs() }}) as year_pairs
inner join {{ ref('dim_indicator_definitions') }} as definitions
    on
        definitions.is_break
        and year_pairs.previous_end_date < definitions.valid_from
        and definitions.valid_from <= year_pairs.end_date
group by definitions.indicator_code, year_pairs.period_code
{%- endmacro %}
