select
    indicator_group,
    name_vi,
    name_en
from {{ ref('indicator_groups') }}
