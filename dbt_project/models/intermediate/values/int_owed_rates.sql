with members as (
    select * from {{ ref('int_total_members') }}
),

rates as (
    select * from {{ ref('int_figure_scopes') }}
    where is_rate
),

owed as (
    {{ owed_totals('members', 'rates') }}
)

select
    boundary,
    unit_code,
    indicator_code,
    category_code,
    period_code,
    time_basis,
    units_expected
from owed
