-- What a history says of the instant of the build is what the tables of the present say.
{%- set statuses = ['unit_code', 'form_code', 'period_code', 'status', 'days_late', 'known_from'] %}
{%- set verdicts = [
    'unit_code', 'form_code', 'period_code', 'rule_code', 'verdict', 'submission_id', 'left_value',
    'right_value', 'known_from',
] %}

with past_statuses as (
    select {{ statuses | join(', ') }}
    from {{ known_at(ref('fct_reporting_status_history'), as_of()) }}
    where {{ only_build_periods('period_code', looks_back=true) }}
),

present_statuses as (
    select {{ statuses | join(', ') }} from {{ ref('fct_reporting_status') }}
    where {{ only_build_periods('period_code', looks_back=true) }}
),

past_verdicts as (
    select {{ verdicts | join(', ') }}
    from {{ known_at(ref('fct_rule_verdict_history'), as_of()) }}
    where {{ only_build_periods('period_code', looks_back=true) }}
),

present_verdicts as (
    select {{ verdicts | join(', ') }} from {{ ref('fct_rule_verdicts') }}
    where submission_id is not null and {{ only_build_periods('period_code', looks_back=true) }}
)
{%- set pairs = [('past_statuses', 'present_statuses'), ('past_verdicts', 'present_verdicts')] %}

{%- for past, present in pairs %}
{%- for one, other in [(past, present), (present, past)] %}
,

only_in_{{ one }} as (
    select * from {{ one }}
    except
    select * from {{ other }}
)
{%- endfor %}
{%- endfor %}

{% for past, present in pairs -%}
{%- for one in [past, present] -%}
select
    '{{ one }}' as only_in,
    unit_code,
    form_code,
    period_code
from only_in_{{ one }}
{% if not loop.last %}union all
{% endif -%}
{%- endfor -%}
{%- if not loop.last %}union all
{% endif -%}
{%- endfor -%}
