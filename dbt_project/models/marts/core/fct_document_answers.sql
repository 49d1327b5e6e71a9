{{
    config(
        materialized='incremental',
        incremental_strategy='replace_periods',
        on_schema_change='fail',
    )
}}

with duties as (
    select * from {{ ref('stg_reference__document_duties') }}
    where {{ in_build_periods('period_code') }}
),

periods as (
    select * from {{ ref('stg_reference__periods') }}
),

periods_observed as (
    select * from {{ ref('int_periods_observed') }}
),

report_receipts as (
    select * from {{ ref('int_report_receipts') }}
),

indicator_values as (
    select * from {{ ref('int_indicator_values') }}
    where is_current and {{ in_build_periods('period_code') }}
),

documents as (
    select * from {{ ref('dim_documents') }}
),

answers as (
    select
        duties.document_code,
        duties.unit_code,
        duties.unit_type,
        duties.form_code,
        duties.indicator_code,
        duties.period_code,
        duties.regime,
        report_receipts.submission_id,
        indicator_values.raw_text,
        documents.issued_on,
        documents.due_date,
        periods.end_date,
        case
            when indicator_values.value > 0 then 'yes'
            when indicator_values.value = 0 then 'no'
            when report_receipts.submission_id is not null then 'blank'
            else 'no_report'
        end as answer
    from duties
    inner join periods_observed
        on duties.period_code = periods_observed.period_code
    inner join periods
        on
            duties.regime = periods.regime
            and duties.period_code = periods.period_code
    inner join documents
        on duties.document_code = documents.document_code
    left join report_receipts
        on
            duties.unit_code = report_receipts.unit_code
            and duties.form_code = report_receipts.form_code
            and duties.period_code = report_receipts.period_code
    left join indicator_values
        on
            report_receipts.submission_id = indicator_values.submission_id
            and duties.indicator_code = indicator_values.indicator_code
            and duties.document_code = indicator_values.category_code
)

select
    document_code,
    unit_code,
    unit_type,
    form_code,
    indicator_code,
    period_code,
    regime,
    submission_id,
    answer,
    raw_text,
    case
        when answer <> 'yes' and end_date > due_date
            then {{ dbt.datediff('due_date', 'end_date', 'day') }}
    end as days_late,
    issued_on,
    due_date,
    end_date
from answers
