with part_verdicts as (
    select * from {{ ref('int_rule_part_verdicts') }}
    where verdict = 'fail' and submission_id is not null
),

rule_reports as (
    select * from {{ ref('int_rule_reports') }}
),

reporting as (
    select * from {{ ref('int_reporting_sightings') }}
),

findings as (
    select * from {{ ref('int_findings_settled') }}
),

sightings as (
    select
        part_verdicts.rule_code as check_code,
        part_verdicts.part_code,
        part_verdicts.unit_code,
        part_verdicts.form_code,
        part_verdicts.period_code,
        part_verdicts.indicator_code,
        part_verdicts.category_code,
        part_verdicts.submission_id as source_id,
        rule_reports.known_from as seen_at,
        rule_reports.known_to as gone_at
    from part_verdicts
    inner join rule_reports
        on
            part_verdicts.unit_code = rule_reports.unit_code
            and part_verdicts.form_code = rule_reports.form_code
            and part_verdicts.period_code = rule_reports.period_code
            and part_verdicts.epoch = rule_reports.epoch
    union all
    select
        check_code,
        cast(null as {{ type_text() }}) as part_code,
        unit_code,
        form_code,
        period_code,
        cast(null as {{ type_text() }}) as indicator_code,
        cast(null as {{ type_text() }}) as category_code,
        submission_id as source_id,
        seen_at,
        gone_at
    from reporting
    union all
    select
        check_code,
        part_code,
        unit_code,
        form_code,
        period_code,
        indicator_code,
        category_code,
        delivery_id as source_id,
        received_at as seen_at,
        settled_at as gone_at
    from findings
)

select
    {{ flag_key('sightings') }} as flag_id,
    sightings.check_code,
    sightings.unit_code,
    sightings.form_code,
    sightings.period_code,
    coalesce(sightings.source_id, '') as source_id,
    sightings.seen_at,
    sightings.gone_at
from sightings
