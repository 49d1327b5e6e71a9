with part_verdicts as (
    select * from {{ ref('int_rule_part_verdicts') }}
    where verdict = 'fail'
),

rule_parts as (
    select * from {{ ref('stg_rules__rule_parts') }}
),

expected_reports as (
    select * from {{ ref('int_expected_reports') }}
),

units as (
    select * from {{ ref('stg_reference__units') }}
)

-- The name that the other unit bore when it owed the report: codes are used again.
select
    part_verdicts.rule_code,
    part_verdicts.part_no,
    part_verdicts.unit_code,
    part_verdicts.form_code,
    part_verdicts.epoch,
    {%- for language in ['vi', 'en'] %}
    {{ fill_in('rule_parts.message_' ~ language, {
        'other_unit': 'part_verdicts.related_unit_code',
        'other_unit_name': 'units.name_' ~ language,
        'other_period': 'part_verdicts.related_period_code',
        'odds': number_text('part_verdicts.odds', language),
        'digit': 'cast(part_verdicts.digit as ' ~ type_text() ~ ')',
    }) }} as message_{{ language }},
    {%- endfor %}
    part_verdicts.period_code
from part_verdicts
inner join rule_parts
    on
        part_verdicts.rule_code = rule_parts.rule_code
        and part_verdicts.part_no = rule_parts.part_no
left join expected_reports
    on
        part_verdicts.related_unit_code = expected_reports.unit_code
        and part_verdicts.form_code = expected_reports.form_code
        and part_verdicts.period_code = expected_reports.period_code
left join units
    on
        expected_reports.unit_code = units.unit_code
        and expected_reports.unit_valid_from = units.valid_from
