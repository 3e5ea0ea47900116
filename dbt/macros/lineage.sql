{#- The columns that lead from a row back to its cells; county and period lead the keys of a mart instead. -#}
{% macro lineage(alias=none) -%}
    {%- set prefix = alias ~ '.' if alias else '' -%}
    {{ prefix }}_delivery_id,
    {{ prefix }}_file_name,
    {{ prefix }}_file_sha256,
    {{ prefix }}_sheet,
    {{ prefix }}_row
{%- endmacro %}

{#- The stage a grade belongs to, where no stage is written. -#}
{% macro stage_of(stage, grade) -%}
    coalesce({{ stage }}, case substr({{ grade }}, 1, 1)
        when 'k' then 'preschool'
        when 'p' then 'primary'
        when 'j' then 'junior'
        when 's' then 'senior'
        when 'v' then 'vocational'
        when 'u' then 'college'
    end)
{%- endmacro %}
