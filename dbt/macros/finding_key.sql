{#- What a finding keeps its name by over re-deliveries: never a row number, a file or a value. -#}
{% macro finding_key(alias) -%}
    concat_ws(
        '|',
        {{ alias }}.rule_id,
        {{ alias }}.county_code,
        {{ alias }}.period,
        coalesce({{ alias }}.entity_key, ''),
        coalesce({{ alias }}.field, '')
    )
{%- endmacro %}
