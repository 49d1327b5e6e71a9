with windows as (
    select * from {{ ref('int_peer_windows') }}
),

expected_reports as (
    select * from {{ ref('int_expected_reports') }}
),

-- In an incremental build, those of the few periods that are compared with.
reported_values as (
    select * from {{ ref('int_reported_values') }}
    where
        period_code in (
            select compared.related_period_code from {{ ref('int_peer_windows') }} as compared
        )
),

corrected_intervals as (
    select * from {{ ref('int_corrected_intervals') }}
    where correction_id is not null
),

unit_sizes as (
    select * from {{ ref('int_unit_sizes') }}
),

-- What each unit had sent at the cut-off, by its size where the rule asks for one.
figures as (
    select
        windows.part_id,
        expected_reports.unit_type,
        windows.period_code,
        windows.cut_off_at,
        coalesce(windows.size_code, '') as size_code,
        windows.distance,
        cast(coalesce(corrected_intervals.corrected_value, reported_values.value) as double)
        / cast(coalesce(unit_sizes.unit_size, 1) as double) as value
    from windows
    inner join expected_reports
        on
            windows.form_code = expected_reports.form_code
            and windows.regime = expected_reports.regime
            and windows.related_period_code = expected_reports.period_code
    inner join reported_values
        on
            expected_reports.unit_code = reported_values.unit_code
            and expected_reports.form_code = reported_values.form_code
            and expected_reports.period_code = reported_values.period_code
            and windows.indicator_code = reported_values.indicator_code
            and windows.category_code = reported_values.category_code
            and {{ is_valid_on('windows.cut_off_at', 'reported_values.known_from',
                               'reported_values.known_to') }}
    left join corrected_intervals
        on
            reported_values.submission_id = corrected_intervals.submission_id
            and reported_values.indicator_code = corrected_intervals.indicator_code
            and reported_values.category_code = corrected_intervals.category_code
            and {{ is_valid_on('windows.cut_off_at', 'corrected_intervals.known_from',
                               'corrected_intervals.known_to') }}
    left join unit_sizes
        on
            windows.size_code = unit_sizes.size_code
            and windows.cut_off_at = unit_sizes.cut_off_at
            and expected_reports.unit_code = unit_sizes.unit_code
            and expected_reports.unit_valid_from = unit_sizes.unit_valid_from
    where
        coalesce(corrected_intervals.corrected_value, reported_values.value) is not null
        and (windows.size_code is null or unit_sizes.unit_size is not null)
),

summaries as (
    {{ baseline_statistics('figures',
                           ['part_id', 'unit_type', 'period_code', 'cut_off_at', 'size_code'],
                           'double') }}
)

select
    part_id,
    unit_type,
    period_code,
    cut_off_at,
    size_code,
    figure_count,
    mean_value,
    standard_deviation,
    median_value,
    median_deviation,
    forecast_value
from summaries
