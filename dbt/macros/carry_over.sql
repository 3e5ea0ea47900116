{#-
    One county again costs one county: what a build computes, and what it keeps from the release before.

    A build that starts from an earlier release finds that release's tables in its database and names in
    COUNTY_WAREHOUSE_COUNTIES the counties whose deliveries have changed. Then a model of scope `partition` computes
    the rows of these counties only, from rows of these counties only, and puts them in the place of the old ones.
    A model of scope `person` does likewise with the rows of persons of whom something is new, whatever their county.
    Models of scope `region` and `reference` are computed whole; but one that `judges` the rows of a model, each beside
    what it looks up elsewhere, is of scope `partition` while nothing it looks up has changed (``dbt_runs``). Without
    the variable everything is computed.

    The table `touched` notes what else is to be computed: persons whose rows differ from before, counties in which
    such persons now are or were, and counties that delivered nothing and of which a rule that looks across counties
    now says something else.

    Spark builds everything; nothing here applies to it.
-#}

{#- The counties whose deliveries have changed; none means all. Asked while a model runs: it is no part of parsing. -#}
{% macro changed_counties() -%}
    {%- set text = env_var('COUNTY_WAREHOUSE_COUNTIES', '') if execute and target.type == 'duckdb' else '' -%}
    {{ return(text.split(',') if text else []) }}
{%- endmacro %}

{#- The counties a node computes again: of findings also those that a rule across counties has touched by now. -#}
{% macro counties_to_compute(node) -%}
    {%- set counties = changed_counties() -%}
    {%- if counties and node and node.fqn[1] == 'findings' -%}
        {%- set touched = run_query("select code from " ~ touched() ~ " where kind = 'county' order by code") -%}
        {%- set counties = (counties + (touched.columns[0].values() | list)) | unique | list -%}
    {%- endif -%}
    {{ return(counties) }}
{%- endmacro %}

{#- kind `county`, `person` or `home` (a county in which such a person is or was), and its code or token. -#}
{% macro touched() -%}
    {{ target.schema }}.touched
{%- endmacro %}

{% macro note_touched() -%}
    {%- if target.type == 'duckdb' -%}
        create table if not exists {{ touched() }} (kind varchar, code varchar)
    {%- endif -%}
{%- endmacro %}

{#- Notes a column of the rows that stand in only one of two relations. -#}
{% macro note_differences(kind, column, before, now) -%}
    insert into {{ touched() }}
    select distinct '{{ kind }}', {{ column }}
    from (
        (from {{ before }} except all from {{ now }})
        union all
        (from {{ now }} except all from {{ before }})
    )
    where {{ column }} is not null
{%- endmacro %}

{% macro scope_of(node) -%}
    {%- set is_table = node.resource_type == 'model' and node.config.materialized == 'table' -%}
    {{ return(node.config.get('meta', {}).get('scope') if is_table else none) }}
{%- endmacro %}

{#- Whether a node is a table whose rows follow from the deliveries of their own county alone. -#}
{% macro is_by_county(node) -%}
    {{ return(scope_of(node) == 'partition') }}
{%- endmacro %}

{#- Whether a node is a table whose rows follow from the rows of their own person alone, in whatever county. -#}
{% macro is_by_person(node) -%}
    {{ return(scope_of(node) == 'person') }}
{%- endmacro %}

{#- Whether a node is a rule that compares the rows of one county with another's. -#}
{% macro looks_across_counties(node) -%}
    {{ return(node.fqn[1] == 'quality' and node.config.get('meta', {}).get('scope') == 'region') }}
{%- endmacro %}

{#- The column that says which county a row belongs to: deliveries' own in staging, a key of the marts. -#}
{% macro county_column(relation) -%}
    {%- set names = run_query('describe ' ~ relation).columns[0].values() -%}
    {{ return('_county_code' if '_county_code' in names else 'county_code' if 'county_code' in names else none) }}
{%- endmacro %}

{#- A condition on the counties that a node computes again; of no node, on those whose deliveries have changed. -#}
{% macro of_computed_counties(column, node=none) -%}
    {{ column }} in ('{{ counties_to_compute(node) | join("', '") }}')
{%- endmacro %}

{#- A condition on the persons of whom something is new. -#}
{% macro of_touched_persons() -%}
    person_token in (select code from {{ touched() }} where kind = 'person')
{%- endmacro %}

{#- What a model reads: only rows of the counties, or persons, to compute again; where it judges rows, only of those. -#}
{% macro ref() -%}
    {%- set relation = builtins.ref(*varargs, **kwargs) -%}
    {%- if changed_counties() and is_by_person(model) -%}
        {{ return('(select * from ' ~ relation ~ ' where ' ~ of_touched_persons() ~ ')') }}
    {%- endif -%}
    {%- set judged = model.config.get('meta', {}).get('judges', varargs[-1]) -%}
    {%- if changed_counties() and is_by_county(model) and judged == varargs[-1] -%}
        {%- set column = county_column(relation) -%}
        {%- if column -%}
            {{ return('(select * from ' ~ relation ~ ' where ' ~ of_computed_counties(column, model) ~ ')') }}
        {%- endif -%}
    {%- endif -%}
    {{ return(relation) }}
{%- endmacro %}

{#- Likewise for files: those in the folders of other counties are not opened. -#}
{% macro source() -%}
    {%- set relation = builtins.source(*varargs) -%}
    {%- if changed_counties() and is_by_county(model) and '/county=*/' in relation | string -%}
        {{ return('(select * from ' ~ relation ~ ' where ' ~ of_computed_counties('county', model) ~ ')') }}
    {%- endif -%}
    {{ return(relation) }}
{%- endmacro %}

{#- A test of a by-county model looks at the rows that were computed; the others passed in the release before. -#}
{% macro get_where_subquery(relation) -%}
    {%- set tested = graph.nodes.get(model.attached_node) if model.attached_node else none -%}
    {%- if changed_counties() and tested and is_by_person(tested) -%}
        {{ return('(select * from ' ~ relation ~ ' where ' ~ of_touched_persons() ~ ') dbt_subquery') }}
    {%- endif -%}
    {%- if changed_counties() and tested and is_by_county(tested) -%}
        {%- set column = county_column(relation) -%}
        {%- if column -%}
            {{ return('(select * from ' ~ relation ~ ' where ' ~ of_computed_counties(column, tested) ~ ') dbt_subquery') }}
        {%- endif -%}
    {%- endif -%}
    {{ return(default__get_where_subquery(relation)) }}
{%- endmacro %}

{#-
    A table on DuckDB: made whole, or, by county or person, with the rows of some of them replaced in one transaction,
    after the persons that differ (for a model that `notes` them) or their counties have been noted;
    a rule across counties whole, after its differences from before have been noted.
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
        {%- if model.config.get('meta', {}).get('notes') == 'person' -%}
            {%- set before = '(select * from ' ~ relation ~ ' where ' ~ of_computed_counties(column, model) ~ ')' -%}
            {%- call statement('note') -%}
                {{ note_differences('person', 'person_token', before, computed) }}
            {%- endcall -%}
        {%- endif -%}
        {%- call statement('replace') -%}
            delete from {{ relation }} where {{ of_computed_counties(column, model) }};
            insert into {{ relation }} by name
            select * from {{ computed }} where {{ of_computed_counties(column, model) }};
            drop table {{ computed }};
        {%- endcall -%}
    {%- elif existing is not none and changed_counties() and is_by_person(model) -%}
        {%- set computed = make_temp_relation(relation) -%}
        {%- set before = '(select * from ' ~ relation ~ ' where ' ~ of_touched_persons() ~ ')' -%}
        {%- call statement('main') -%}
            {{ create_table_as(True, computed, sql) }}
        {%- endcall -%}
        {%- call statement('replace') -%}
            {{ note_differences('home', 'county_code', before, computed) }};
            delete from {{ relation }} where {{ of_touched_persons() }};
            insert into {{ relation }} by name
            select * from {{ computed }};
            drop table {{ computed }};
        {%- endcall -%}
    {%- elif existing is not none and looks_across_counties(model) -%}
        {%- set computed = make_temp_relation(relation) -%}
        {%- call statement('main') -%}
            {{ create_table_as(True, computed, sql) }}
        {%- endcall -%}
        {%- call statement('replace') -%}
            {{ note_differences('county', 'county_code', existing, computed) }};
            create or replace table {{ relation }} as from {{ computed }};
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
