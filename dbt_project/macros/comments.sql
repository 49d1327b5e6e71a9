{#- Hook at the end of a run: what readers get bears its descriptions as comments, so that they are
    shown by any tool and travel with what is published. All in one call: a statement of its own for
    each column, as persist_docs makes them, takes longer than the models. One transaction, for the same reason. -#}
{% macro comment_published(results) -%}
begin;
{%- for result in results or [] if result.status == 'success' and result.node.config.schema in ('marts', 'reports') %}
{%- set table = result.node.relation_name %}
comment on {{ 'view' if result.node.config.materialized == 'view' else 'table' }} {{ table }} is {{ quoted_text(result.node.description) }};
{%- for column in result.node.columns.values() if column.description %}
comment on column {{ table }}.{{ column.name }} is {{ quoted_text(column.description) }};
{%- endfor %}
{%- endfor %}
commit;
{%- endmacro %}


{#- A text as a SQL literal. -#}
{% macro quoted_text(text) -%}
'{{ text | trim | replace("'", "''") }}'
{%- endmacro %}
