with item_scopes as (
    select * from {{ ref('int_form_item_scopes') }}
)

select
    form_code,
    form_version,
    unit_type,
    period_type,
    count(*) as compulsory_items
from item_scopes
where is_compulsory
group by form_code, form_version, unit_type, period_type
