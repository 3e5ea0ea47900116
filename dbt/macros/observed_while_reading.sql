{#-
    The two named steps of a rule whose rows were observed while files were read, in inputs.observations.

    rule_id      the rule the observations were made for
    entity_kind  what a finding is about: `delivery`, `table_total`, `table_row`
-#}
{% macro observed_while_reading(rule_id, entity_kind) %}
checked as (
    select
        dataset,
        is_wrong,
        field,
        subject,
        observed,
        expected,
        difference_yuan,
        county_code as _county_code,
        period as _period,
        delivery_id as _delivery_id,
        file_name as _file_name,
        file_sha256 as _file_sha256,
        sheet as _sheet,
        row_no as _row
    from {{ source('inputs', 'observations') }}
    where rule_id = '{{ rule_id }}' and county_code is not null and period is not null
),

failed as (
    select
        *,
        '{{ entity_kind }}' as entity_kind,
        concat_ws('|', dataset, subject) as entity_key,
        difference_yuan as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where is_wrong
)
{% endmacro %}
