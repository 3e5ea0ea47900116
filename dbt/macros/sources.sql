{#-
    Where raw/ and inputs/ are read from. DuckDB reads the files that a source's external_location names;
    Spark needs a table of its own over them before the first model runs. Only its definition is made: no row is copied.
-#}
{% macro open_sources() -%}
    {{ return(adapter.dispatch('open_sources')()) }}
{%- endmacro %}

{% macro default__open_sources() -%}
{%- endmacro %}

{% macro spark__open_sources() -%}
    {%- if execute %}
    {%- set needed = [] %}
    {%- for node in selected_resources if node in graph.nodes %}
    {%- do needed.extend(graph.nodes[node].depends_on.nodes) %}
    {%- endfor %}
    {%- for schema in ('raw', 'inputs') %}
    {%- do run_query('create schema if not exists ' ~ schema) %}
    {%- endfor %}
    {%- for source in graph.sources.values() if source.unique_id in needed %}
    {%- set table = source.source_name ~ '.' ~ source.name %}
    {%- do run_query('drop table if exists ' ~ table) %}
    {%- do run_query('create table ' ~ table ~ " using parquet options (mergeSchema 'true') location '"
        ~ source_folder(source.source_name, source.name) ~ "'") %}
    {%- endfor %}
    {%- endif %}
{%- endmacro %}

{#- A folder of Parquet files, or one file: an input may be either. -#}
{% macro source_folder(source_name, name) -%}
    {%- if source_name == 'raw' -%}
        {{ env_var('COUNTY_WAREHOUSE_HOME') }}/raw/{{ name }}
    {%- else -%}
        {{ env_var('COUNTY_WAREHOUSE_RELEASE') }}/inputs/{{ name }}{,.parquet}
    {%- endif -%}
{%- endmacro %}
