{#-
    One county again costs one county: what a build computes, and what it keeps from the release before.

    A build that starts from an earlier release finds that release's tables in its database and names in
    COUNTY_WAREHOUSE_COUNTIES the counties whose deliveries have changed. Then a model of scope `partition` computes
    the rows of these counties only, from rows of these counties only, and puts them in the place of the old ones.
    Models of scope `region` and `reference` are always computed whole. Without the variable everything is.

    Spark builds everything; nothing here applies to it.
-#}

{#- The counties to compute again; none means all. Asked while a model runs, so that it is no part of parsing. -#}
{% macro changed_counties() -%}
    {%- set text = env_var('COUNTY_WAREHOUSE_COUNTIES', '') if execute and target.type == 'duckdb' else '' -%}
    {{ return(text.split(',') if text else []) }}
{%- endmacro %}

{#- Whether a node is a table whose rows follow from the deliveries of their own county alone. -#}
{% macro is_by_county(node) -%}
    {{ return(
        node.resource_type == 'model'
        and node.config.materialized == 'table'
        and node.config.get('meta', {}).get('scope') == 'partition'
    ) }}
{%- endmacro %}

{#- The column that says which county a row belongs to: deliveries' own in staging, a key of the marts. -#}
{% macro county_column(relation) -%}
    {%- set names = adapter.get_columns_in_relation(relation) | map(attribute='name') | list -%}
    {{ return('_county_code' if '_county_code' in names else 'county_code' if 'county_code' in names else none) }}
{%- endmacro %}

{#- A condition on the counties to compute again. -#}
{% macro in_changed_counties(column) -%}
    {{ column }} in ('{{ changed_counties() | join("', '") }}')
{%- endmacro %}

{#- What a model reads: of a by-county model's rows only those of the counties to compute again. -#}
{% macro ref() -%}
    {%- set relation = builtins.ref(*varargs, **kwargs) -%}
    {%- if changed_counties() and is_by_county(model) -%}
        {%- set column = county_column(relation) -%}
        {%- if column -%}
            {{ return('(select * from ' ~ relation ~ ' where ' ~ in_changed_counties(column) ~ ')') }}
        {%- endif -%}
    {%- endif -%}
    {{ return(relation) }}
{%- endmacro %}

{#- Likewise for files: those in the folders of other counties are not opened. -#}
{% macro source() -%}
    {%- set relation = builtins.source(*varargs) -%}
    {%- if changed_counties() and is_by_county(model) and '/county=*/' in relation | string -%}
        {{ return('(select * from ' ~ relation ~ ' where ' ~ in_changed_counties('county') ~ ')') }}
    {%- endif -%}
    {{ return(relation) }}
{%- endmacro %}

{#- A test of a by-county model looks at the rows that were computed; the others passed in the release before. -#}
{% macro get_where_subquery(relation) -%}
    {%- set tested = graph.nodes.get(model.attached_node) if model.attached_node else none -%}
    {%- if changed_counties() and tested and is_by_county(tested) -%}
        {%- set column = county_column(relation) -%}
        {%- if column -%}
            {{ return('(select * from ' ~ relation ~ ' where ' ~ in_changed_counties(column) ~ ') dbt_subquery') }}
        {%- endif -%}
    {%- endif -%}
    {{ return(default__get_where_subquery(relation)) }}
{%- endmacro %}

{#-
    A table on DuckDB: made whole, or, by county, with the rows of some counties replaced in one transaction.
    A build's database has one writer and no readers, so nothing is renamed.
-#}
{% materialization table, adapter='duckdb' %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks) }}
    {%- if existing is not none and changed_counties() and is_by_county(model) -%}
        {%- set column = county_column(existing) -%}
        {%- set computed = make_temp_relation(relation) -%}
        {%- call statement('main') -%}
            {{ create_table_as(True, computed, sql) }}
        {%- endcall -%}
        {%- call statement('replace') -%}
            delete from {{ relation }} where {{ in_changed_counties(column) }};
            insert into {{ relation }} by name
            select * from {{ computed }} where {{ in_changed_counties(column) }};
            drop table {{ computed }};
        {%- endcall -%}
    {%- else -%}
        {%- if existing is not none -%}
            {{ adapter.drop_relation(existing) }}
        {%- endif -%}
        {%- call statement('main') -%}
            {{ create_table_as(False, relation, sql) }}
        {%- endcall -%}
    {%- endif -%}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}
