select
    indicator_code,
    code_list
from {{ ref('indicator_breakdowns') }}
