{#- The rows of a seed on Spark, as literals: dbt-spark's own way breaks on an apostrophe and writes None for a blank. -#}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set types = model['config'].get('column_types', {}) %}
    {%- for rows in agate_table.rows | batch(500) %}
    {%- set statement %}
        insert into {{ this.render() }} values
        {% for row in rows -%}
            ({% for name in agate_table.column_names -%}
                cast({{ spark_literal(row[loop.index0]) }} as {{ types.get(name, adapter.convert_type(agate_table, loop.index0)) }})
                {%- if not loop.last %}, {% endif %}
            {%- endfor %}){% if not loop.last %},{% endif %}
        {% endfor %}
    {%- endset %}
    {%- do adapter.add_query(statement, abridge_sql_log=True) %}
    {%- endfor %}
    {{ return('-- ' ~ agate_table.rows | length ~ ' rows as literals') }}
{%- endmacro %}

{% macro spark_literal(value) -%}
    {%- if value is none -%}
        null
    {%- else -%}
        '{{ value | string | replace('\\', '\\\\') | replace("'", "\\'") }}'
    {%- endif -%}
{%- endmacro %}
