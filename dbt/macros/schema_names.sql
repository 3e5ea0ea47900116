{#- Schemas are called what the folders are called; marts live in the target's own schema (main). -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
