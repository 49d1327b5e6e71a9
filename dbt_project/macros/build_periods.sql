{#- Condition that keeps the rows which this build has to make again.

    column: the period code of the row that is made, never that of a row that is looked up.
    looks_back: also the periods whose rows depend on earlier periods that changed.

    Rows without a period (an unreadable file) are few and always made again. Outside an
    incremental run, and without a list of periods, every row is kept. -#}
{% macro in_build_periods(column, looks_back=false) -%}
{%- set periods = var('periods_looking_back' if looks_back else 'periods') -%}
{%- if periods and is_incremental() -%}
    ({{ column }} in ({{ quoted_list(periods) }}) or {{ column }} is null)
{%- else -%}
    true
{%- endif -%}
{%- endmacro %}


{#- Texts as a list of SQL literals. -#}
{% macro quoted_list(values) -%}
    {%- for value in values -%}
        '{{ value }}'{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}


{#- Incremental strategy `replace_periods`: the rows of the build's periods are taken out and the
    new ones put in, in the transaction of the model. Unlike delete+insert it also takes out the
    rows of a period that has no rows any more. A model that looks back says so in its config:
    meta={'looks_back': true}. -#}
{% macro get_incremental_replace_periods_sql(arg_dict) -%}
    {{ return(adapter.dispatch('replace_periods', 'baocao')(arg_dict)) }}
{%- endmacro %}

{% macro default__replace_periods(arg_dict) -%}
{%- set looks_back = config.get('meta', {}).get('looks_back', false) -%}
{%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
delete from {{ arg_dict['target_relation'] }}
where {{ in_build_periods('period_code', looks_back) }};

insert into {{ arg_dict['target_relation'] }} ({{ columns }})
select {{ columns }}
from {{ arg_dict['temp_relation'] }}
{%- endmacro %}
