{#- How far from the centre is still usual. -#}
{%- set allowed -%}
greatest(
                cast(
                    threshold * case
                        when method in ('consistency', 'trend') then centre
                        else greatest(spread, least_spread)
                    end as decimal(28, 4)
                ),
                allowance
            )
{%- endset %}

with measures as (
    select * from {{ ref('int_statistic_measures') }}
),

-- How far one step of the threshold goes. Normal figures have 0.6745 of their standard deviation
-- as median absolute deviation; a count of what happens as it likes varies by its square root.
stepped as (
    select
        *,
        case method
            when 'modified_zscore' then median_deviation / 0.6745
            when 'zscore' then standard_deviation
            when 'minmax' then standard_deviation
        end as spread,
        case when is_count then cast(sqrt(centre) as decimal(28, 4)) else 0 end as least_spread,
        case
            when reason is not null then reason
            when method in ('consistency', 'trend') and centre = 0 then 'zero_baseline'
        end as not_applicable_reason
    from measures
),

bounded as (
    select
        *,
        case
            when method = 'ratio_band' then cast(low_share * centre as decimal(28, 4))
            when method = 'drop_out' then cast((1 - high_share) * centre as decimal(28, 4))
            else centre - {{ allowed }}
        end as low_bound,
        case
            when method = 'ratio_band' then cast(high_share * centre as decimal(28, 4))
            when method = 'drop_out' then cast((1 - low_share) * centre as decimal(28, 4))
            else centre + {{ allowed }}
        end as high_bound
    from stepped
),

ranged as (
    select
        *,
        case
            when not_applicable_reason is null
                then greatest(
                    case when method = 'minmax' then floor(low_bound + 0.5) else low_bound end, 0
                )
        end as low_value,
        case
            when not_applicable_reason is null
                then case when method = 'minmax' then floor(high_bound + 0.5) else high_bound end
        end as high_value
    from bounded
)

select
    rule_code,
    part_no,
    part_code,
    unit_code,
    form_code,
    period_code,
    indicator_code,
    category_code,
    epoch,
    submission_id,
    case
        when not_applicable_reason is not null then 'not_applicable'
        when value between low_value and high_value then 'pass'
        else 'fail'
    end as verdict,
    not_applicable_reason,
    case when not_applicable_reason is null then value end as left_value,
    case when not_applicable_reason is null then centre end as right_value,
    low_value,
    high_value,
    false as left_is_blank,
    false as right_is_blank
from ranged
