{#- What a generic test looks at: in an incremental build, of what is kept by period, the periods of
    the build; the others were judged when they were made. In a full build, and in `dbt test`, all.
    A condition of the test itself, `where`, holds in both. -#}
{% macro get_where_subquery(relation) -%}
    {%- set conditions = ['(' ~ config.get('where') ~ ')'] if config.get('where') else [] -%}
    {%- set tested = graph.nodes.get(model.attached_node) if execute else none -%}
    {%- if tested and var('periods') and is_kept_by_period(tested) -%}
        {%- set meta = tested.config.meta -%}
        {%- do conditions.append(only_build_periods('period_code', true, meta.get('unplaced', false))) -%}
    {%- endif -%}
    {%- if conditions -%}
        {%- do return('(select * from ' ~ relation ~ ' where ' ~ conditions | join(' and ') ~ ') dbt_subquery') -%}
    {%- endif -%}
    {%- do return(relation) -%}
{%- endmacro %}


{#- Whether the rows of a model stay as they are while nothing of their period changes: it is
    incremental, a view of such rows, or it shows what landed for a period. The last two say so in their
    config: meta={'kept_by_period': true}. -#}
{% macro is_kept_by_period(node) -%}
    {{ return(node.config.materialized == 'incremental' or node.config.meta.get('kept_by_period', false)) }}
{%- endmacro %}
