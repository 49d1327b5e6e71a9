with forms as (
    select * from {{ ref('stg_reference__forms') }}
),

form_items as (
    select * from {{ ref('stg_reference__form_items') }}
),

item_counts as (
    select
        form_code,
        form_version,
        count(*) as items,
        count(*) filter (where is_compulsory) as compulsory_items
    from form_items
    group by form_code, form_version
)

select
    forms.form_code || ':' || forms.form_version as form_key,
    forms.form_code,
    forms.form_version,
    forms.name_vi,
    forms.name_en,
    forms.legal_basis,
    coalesce(item_counts.items, 0) as items,
    coalesce(item_counts.compulsory_items, 0) as compulsory_items,
    forms.valid_from,
    forms.valid_to
from forms
left join item_counts
    on
        forms.form_code = item_counts.form_code
        and forms.form_version = item_counts.form_version
