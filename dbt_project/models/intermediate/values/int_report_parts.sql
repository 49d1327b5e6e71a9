{{ config(materialized='table') }}

with expected_reports as (
    select * from {{ ref('int_expected_reports') }}
),

tiles as (
    select * from {{ ref('int_period_tiles') }}
),

-- Who owes the last part is in force up to the end of the window, or of its own part of it.
makers as (
    select
        expected_reports.unit_code,
        expected_reports.unit_valid_from,
        expected_reports.form_code,
        expected_reports.regime,
        tiles.period_code,
        tiles.made_as,
        tiles.closing_period_code,
        tiles.parts
    from expected_reports
    inner join tiles
        on
            expected_reports.form_code = tiles.form_code
            and expected_reports.regime = tiles.regime
            and expected_reports.period_code = tiles.part_period_code
    where tiles.part_no = tiles.parts
),

owed as (
    select
        makers.unit_code,
        makers.unit_valid_from,
        expected_reports.unit_type,
        makers.form_code,
        makers.regime,
        makers.period_code,
        makers.made_as,
        tiles.part_period_code,
        tiles.part_no,
        makers.parts as last_part_no,
        min(tiles.part_no) over (
            partition by makers.unit_code, makers.form_code, makers.period_code, makers.made_as
        ) as first_part_no,
        count(*) over (
            partition by makers.unit_code, makers.form_code, makers.period_code, makers.made_as
        ) as parts_owed,
        min(expected_reports.window_start_date) over (
            partition by makers.unit_code, makers.form_code, makers.period_code, makers.made_as
        ) as first_day
    from makers
    inner join tiles
        on
            makers.form_code = tiles.form_code
            and makers.regime = tiles.regime
            and makers.period_code = tiles.period_code
            and makers.made_as = tiles.made_as
            and makers.closing_period_code is not distinct from tiles.closing_period_code
    inner join expected_reports
        on
            makers.unit_code = expected_reports.unit_code
            and makers.unit_valid_from = expected_reports.unit_valid_from
            and makers.form_code = expected_reports.form_code
            and tiles.part_period_code = expected_reports.period_code
)

select
    unit_code,
    unit_valid_from,
    unit_type,
    form_code,
    regime,
    period_code,
    made_as,
    part_period_code,
    part_no,
    first_part_no,
    last_part_no,
    parts_owed
from owed
-- No part is left out but those before the unit began.
where
    parts_owed = last_part_no - first_part_no + 1
    and (first_part_no = 1 or first_day = unit_valid_from)
