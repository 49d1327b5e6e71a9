with report_relations as (
    select * from {{ ref('int_report_relations') }}
),

rule_epochs as (
    select * from {{ ref('int_rule_epochs') }}
)

-- What is judged now looks back at what stands now.
select
    unit_code,
    form_code,
    period_code,
    0 as epoch,
    period_relation,
    related_unit_code,
    related_form_code,
    related_period_code,
    0 as related_epoch,
    distance
from report_relations
union all
-- What was judged in the past looked back at what stood then.
select
    report_relations.unit_code,
    report_relations.form_code,
    report_relations.period_code,
    rule_epochs.epoch,
    report_relations.period_relation,
    report_relations.related_unit_code,
    report_relations.related_form_code,
    report_relations.related_period_code,
    related_epochs.epoch as related_epoch,
    report_relations.distance
from rule_epochs
inner join report_relations
    on
        rule_epochs.unit_code = report_relations.unit_code
        and rule_epochs.form_code = report_relations.form_code
        and rule_epochs.period_code = report_relations.period_code
inner join rule_epochs as related_epochs
    on
        report_relations.related_unit_code = related_epochs.unit_code
        and report_relations.related_form_code = related_epochs.form_code
        and report_relations.related_period_code = related_epochs.period_code
        and {{ is_valid_on('rule_epochs.known_from', 'related_epochs.known_from',
                           'related_epochs.known_to') }}
where rule_epochs.epoch > 0
