{#- DuckDB keeps to the memory that the user allowed; Spark's limits are settings of its session, in the profile. -#}
{% macro limit_memory() -%}
    {%- if execute and target.type == 'duckdb' -%}
        set memory_limit = '{{ env_var("COUNTY_WAREHOUSE_ENGINE_MEMORY", "4GB") }}'
    {%- endif -%}
{%- endmacro %}
