{#- Condition that keeps the rows which this build has to make again, in an incremental model.

    column: the period code of the row that is made, never that of a row that is looked up.
    looks_back: also the periods whose rows depend on earlier periods that changed.
    unplaced: also rows without a period (an unreadable file): few, and always made again.

    Without a list of periods every row is kept: a full build in one run. One in several has a list
    from its first run on, while there is no table yet. -#}
{% macro in_build_periods(column, looks_back=false, unplaced=false) -%}
{%- if var('periods') -%}
    {{ only_build_periods(column, looks_back, unplaced) }}
{%- else -%}
    true
{%- endif -%}
{%- endmacro %}


{#- The same for a view: it shows the rows of the build's periods alone, so nobody may read it but
    incremental models of the same reach, and views of the same kind. DuckDB carries no list of
    periods from the last of a row of views to the first.

    The bounds say nothing new to the list, but DuckDB carries them over joins and skips files by them. -#}
{% macro only_build_periods(column, looks_back=false, unplaced=false) -%}
{%- set periods = var('periods_looking_back' if looks_back else 'periods') | sort -%}
{%- if periods -%}
    (
        {{ column }} between '{{ periods | first }}' and '{{ periods | last }}'
        and {{ column }} in ({{ quoted_list(periods) }})
        {{- ' or ' ~ column ~ ' is null' if unplaced }}
    )
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
    rows of a period that has no rows any more. A model that looks back, or has rows without a
    period, says so in its config: meta={'looks_back': true, 'unplaced': true}. -#}
{% macro get_incremental_replace_periods_sql(arg_dict) -%}
    {{ return(adapter.dispatch('replace_periods', 'baocao')(arg_dict)) }}
{%- endmacro %}

{% macro default__replace_periods(arg_dict) -%}
{%- set meta = config.get('meta', {}) -%}
{%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
delete from {{ arg_dict['target_relation'] }}
where {{ in_build_periods('period_code', meta.get('looks_back', false), meta.get('unplaced', false)) }};

insert into {{ arg_dict['target_relation'] }} ({{ columns }})
select {{ columns }}
from {{ arg_dict['temp_relation'] }}
{%- endmacro %}


{#- For a view that also needs what earlier periods hold: in an incremental build, the periods of
    the build and those that rules look back at for them. -#}
{% macro only_periods_looked_at(column) -%}
{%- if var('periods_looking_back') -%}
    {{ column }} in (
        {%- for code in ['period_code', 'related_period_code'] %}
        select {{ code }} from {{ ref('int_report_relations') }}
        where {{ only_build_periods('period_code', looks_back=true) }}
        {{- ' union' if not loop.last }}
        {%- endfor %}
    )
{%- else -%}
    true
{%- endif -%}
{%- endmacro %}
