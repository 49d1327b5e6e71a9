{#- Schemas bear exactly the name of their layer, so that readers can rely on `marts.dim_units`. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
