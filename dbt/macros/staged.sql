{#-
    A staging model: one row per loaded row of a dataset's active deliveries, each text beside what it means.

    dataset  name of the contract
    fields   list of [name, kind, suffix]: kind as in the contract, `code:<table>` for codes,
             suffix the unit a number's name ends in (m2, pct), if any

    What a text means was parsed once per distinct text, in Python, into inputs.value_map, id_map and name_map (the
    last two county by county). A number that lost its digits is what a person decided it was, if anybody did. Phone and card numbers that are written as they should be are not in the map.
    The list in a model is written from its contract; a test compares them.
-#}
{% macro staged(dataset, fields) %}
with source as (
    select * from {{ source('raw', dataset) }}
),

active as (
    select *
    from source
    where _delivery_id in (select delivery_id from {{ source('inputs', 'deliveries') }} where is_active)
),

{%- set money = fields | selectattr(1, 'equalto', 'money') | map(attribute=0) | list %}
{%- if money %}

-- Amounts are written in yuan, 万元 or 亿元: each delivery says which, column by column.
units as (
    select
        delivery_id,
        {%- for name in money %}
        max(case when field = '{{ name }}' then unit_factor end) as {{ name }}{{ '' if loop.last else ',' }}
        {%- endfor %}
    from {{ source('inputs', 'column_map') }}
    group by delivery_id
),
{%- endif %}

typed as (
    select
        {%- for field in fields %}
        {{ staged_columns(field[0], field[1], field[2] if field | length > 2 else none) }},
        {%- endfor %}
        r._set_aside,
        r._county_code,
        r._period,
        r._delivery_id,
        r._file_name,
        r._file_sha256,
        r._sheet,
        r._row
    from active as r
    {%- for field in fields %}
    {{- staged_joins(field[0], field[1]) }}
    {%- endfor %}
    {%- if money %}
    left join units as u on r._delivery_id = u.delivery_id
    {%- endif %}
)

select * from typed
{% endmacro %}

{% macro value_kind(kind) -%}
    {{ 'number' if kind in ('integer', 'decimal', 'money') else kind }}
{%- endmacro %}

{% macro staged_joins(name, kind) -%}
    {%- if kind == 'person' %}
    left join {{ source('inputs', 'decided_cells') }} as d_{{ name }}
        on r._delivery_id = d_{{ name }}.delivery_id
        and r._row = d_{{ name }}.row_no
        and d_{{ name }}.field = '{{ name }}'
    left join {{ source('inputs', 'id_map') }} as i_{{ name }}
        on r._county_code = i_{{ name }}.county
        and coalesce(r.{{ name }}, d_{{ name }}.candidate) = i_{{ name }}.id_text
    {%- elif kind == 'cert' %}
    left join {{ source('inputs', 'id_map') }} as i_{{ name }}
        on r._county_code = i_{{ name }}.county and r.{{ name }} = i_{{ name }}.id_text
    {%- elif kind == 'name' %}
    left join {{ source('inputs', 'name_map') }} as n_{{ name }}
        on r._county_code = n_{{ name }}.county and r.{{ name }} = n_{{ name }}.name_text
    {%- elif kind != 'text' %}
    left join {{ source('inputs', 'value_map') }} as v_{{ name }}
        on v_{{ name }}.kind = '{{ value_kind(kind) }}' and r.{{ name }} = v_{{ name }}.text
    {%- endif %}
{%- endmacro %}

{% macro staged_columns(name, kind, suffix) -%}
    {%- set column = name ~ '_' ~ suffix if suffix else name -%}
    {%- if kind == 'text' -%}
        nullif(trim(r.{{ name }}), '') as {{ name }}
    {%- elif kind == 'person' -%}
        {%- set p = name | replace('id_number', '') -%}
        coalesce(i_{{ name }}.id_number, nullif(trim(r.{{ name }}), '')) as {{ name }},
        case
            when d_{{ name }}.candidate is not null then coalesce(i_{{ name }}.status, 'length')
            else {{ staged_status(name, 'i') }}
        end as {{ name }}_status,
        i_{{ name }}.person_token as {{ p }}person_token,
        i_{{ name }}.birth_on as {{ p }}id_birth_on,
        i_{{ name }}.gender as {{ p }}id_gender,
        i_{{ name }}.region_code as {{ p }}id_region
    {%- elif kind == 'cert' -%}
        nullif(trim(r.{{ name }}), '') as {{ name }},
        {{ staged_status(name, 'i') }} as {{ name }}_status
    {%- elif kind == 'name' -%}
        {%- set p = name[:-4] -%}
        {#- Of whom a row is: one whole name or none. Two teachers may visit together. #}
        {%- if name in ('name', 'head_name', 'payee_name', 'coborrower_name') %}
        case
            when n_{{ name }}.status in ('masked', 'several') then null
            else coalesce(n_{{ name }}.name, nullif(trim(r.{{ name }}), ''))
        end as {{ name }},
        {%- else %}
        coalesce(n_{{ name }}.name, nullif(trim(r.{{ name }}), '')) as {{ name }},
        {%- endif %}
        n_{{ name }}.status as {{ name }}_status,
        n_{{ name }}.name_token as {{ p }}name_token
    {%- elif kind in ('phone', 'card') -%}
        coalesce(v_{{ name }}.value, nullif(trim(r.{{ name }}), '')) as {{ name }},
        case
            when r._set_aside like '%,{{ name }},%' then 'set_aside'
            when r.{{ name }} is null or v_{{ name }}.how = 'placeholder' then 'missing'
            when v_{{ name }}.how = 'several' then 'several'
            when v_{{ name }}.text is not null and v_{{ name }}.value is null then 'invalid'
            else 'ok'
        end as {{ name }}_status
    {%- elif kind == 'money' -%}
        try_cast(
            try_cast(v_{{ name }}.value as decimal(18, 6))
            * case when v_{{ name }}.how = 'scaled' then 1 else cast(coalesce(u.{{ name }}, 1) as decimal(12, 2)) end
            as decimal(18, 4)
        ) as {{ name }}_yuan
    {%- elif kind == 'integer' -%}
        {{ whole_number('try_cast(v_' ~ name ~ '.value as decimal(18, 4))') }} as {{ column }}
    {%- elif kind == 'decimal' -%}
        try_cast(v_{{ name }}.value as decimal(18, 4)) as {{ column }}
    {%- elif kind == 'date' -%}
        cast(v_{{ name }}.value as date) as {{ name }}
    {%- elif kind == 'boolean' -%}
        cast(v_{{ name }}.value as boolean) as {{ name }}
    {%- else -%}
        v_{{ name }}.value as {{ name }}
    {%- endif -%}
{%- endmacro %}

{% macro staged_status(name, alias) -%}
    case
            when r._set_aside like '%,{{ name }},%' then 'set_aside'
            when r.{{ name }} is null then 'missing'
            else coalesce({{ alias }}_{{ name }}.status, 'length')
        end
{%- endmacro %}
