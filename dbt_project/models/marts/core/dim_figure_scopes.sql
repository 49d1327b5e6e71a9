with figure_scopes as (
    select * from {{ ref('int_figure_scopes') }}
)

select
    scope_code,
    indicator_code,
    category_code,
    time_basis,
    basis,
    is_opening
from figure_scopes
