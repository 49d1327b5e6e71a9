with score_settings as (
    select * from {{ ref('stg_reference__score_settings') }}
)

select
    setting_code,
    setting_value,
    about_vi,
    about_en
from score_settings
