{%- set measures = [
    'mean_value', 'standard_deviation', 'median_value', 'median_deviation', 'forecast_value',
] %}

with history_baselines as (
    select * from {{ ref('int_history_baselines') }}
),

peer_baselines as (
    select * from {{ ref('int_peer_baselines') }}
),

unit_sizes as (
    select * from {{ ref('int_unit_sizes') }}
),

rule_grid as (
    select * from {{ ref('int_rule_grid') }}
    where check_kind = 'statistic'
),

rule_reports as (
    select * from {{ ref('int_rule_reports') }}
)

select
    part_id,
    unit_code,
    period_code,
    epoch,
    figure_count,
    {%- for measure in measures %}
    {{ measure }},
    {%- endfor %}
    cast(null as {{ type_text() }}) as not_applicable_reason
from history_baselines
union all
-- What is usual for each head or household of a peer, for as many as the unit has.
select
    rule_grid.part_id,
    rule_grid.unit_code,
    rule_grid.period_code,
    rule_grid.epoch,
    peer_baselines.figure_count,
    {%- for measure in measures %}
    cast(
        peer_baselines.{{ measure }} * cast(coalesce(unit_sizes.unit_size, 1) as double)
        as decimal(28, 4)
    ) as {{ measure }},
    {%- endfor %}
    case
        -- What came before its peers were due would be judged otherwise later on.
        when rule_reports.known_from < peer_baselines.cut_off_at then 'peers_not_due'
        when peer_baselines.size_code <> '' and unit_sizes.unit_size is null then 'no_size'
    end as not_applicable_reason
from rule_grid
inner join rule_reports
    on
        rule_grid.unit_code = rule_reports.unit_code
        and rule_grid.form_code = rule_reports.form_code
        and rule_grid.period_code = rule_reports.period_code
        and rule_grid.epoch = rule_reports.epoch
inner join peer_baselines
    on
        rule_grid.part_id = peer_baselines.part_id
        and rule_reports.unit_type = peer_baselines.unit_type
        and rule_grid.period_code = peer_baselines.period_code
left join unit_sizes
    on
        peer_baselines.size_code = unit_sizes.size_code
        and peer_baselines.cut_off_at = unit_sizes.cut_off_at
        and rule_reports.unit_code = unit_sizes.unit_code
        and rule_reports.unit_valid_from = unit_sizes.unit_valid_from
