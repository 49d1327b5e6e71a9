select
    setting_code,
    setting_value,
    about_vi,
    about_en
from {{ ref('score_settings') }}
