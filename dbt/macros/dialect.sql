{#- What DuckDB and Spark write differently. Everything else in the project is SQL that both run. -#}

{#- Whole days from `first` to `last`; negative when `last` is earlier. -#}
{% macro days_between(first, last) -%}
    {{ return(adapter.dispatch('days_between')(first, last)) }}
{%- endmacro %}

{% macro default__days_between(first, last) -%}
    date_diff('day', {{ first }}, {{ last }})
{%- endmacro %}

{% macro spark__days_between(first, last) -%}
    datediff({{ last }}, {{ first }})
{%- endmacro %}

{#- Birthdays passed on `day` by somebody born on `birth`. -#}
{% macro full_years(birth, day) -%}
    (year({{ day }}) - year({{ birth }}) - case
        when month({{ day }}) * 100 + day({{ day }}) < month({{ birth }}) * 100 + day({{ birth }}) then 1 else 0
    end)
{%- endmacro %}

{#- Whether a text contains the regular expression. -#}
{% macro matches(text, pattern) -%}
    {{ return(adapter.dispatch('matches')(text, pattern)) }}
{%- endmacro %}

{% macro default__matches(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro spark__matches(text, pattern) -%}
    ({{ text }} rlike '{{ pattern }}')
{%- endmacro %}

{#- The values of a group as one sorted text, separated by a Chinese comma. -#}
{% macro sorted_list(expression) -%}
    {{ return(adapter.dispatch('sorted_list')(expression)) }}
{%- endmacro %}

{% macro default__sorted_list(expression) -%}
    string_agg(distinct {{ expression }}, '、' order by {{ expression }})
{%- endmacro %}

{% macro spark__sorted_list(expression) -%}
    array_join(sort_array(collect_set({{ expression }})), '、')
{%- endmacro %}

{#- A number as people write it: exact, without trailing zeros. -#}
{% macro plain_number(expression) -%}
    case
        -- Spark writes a nought of many places as 0E-8.
        when {{ expression }} = 0 then '0'
        when cast({{ expression }} as varchar(64)) like '%.%'
            then regexp_replace(cast({{ expression }} as varchar(64)), '[.]?0+$', '')
        else cast({{ expression }} as varchar(64))
    end
{%- endmacro %}

{#-
    A quotient as DECIMAL; null where the denominator is 0. DuckDB divides as DOUBLE and rounds half away from zero;
    Spark would divide as DECIMAL and round twice, so it is told to do the same as DuckDB, step by step.
-#}
{% macro quotient(numerator, denominator, precision, scale) -%}
    {{ return(adapter.dispatch('quotient')(numerator, denominator, precision, scale)) }}
{%- endmacro %}

{% macro default__quotient(numerator, denominator, precision, scale) -%}
    cast({{ numerator }} / nullif({{ denominator }}, 0) as decimal({{ precision }}, {{ scale }}))
{%- endmacro %}

{% macro spark__quotient(numerator, denominator, precision, scale) -%}
    cast(
        cast(round(
            cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0) * 1E{{ scale }}D
        ) as decimal(28, 0)) * 1E-{{ scale }}BD as decimal({{ precision }}, {{ scale }})
    )
{%- endmacro %}

{#- A DECIMAL as a whole number; null where it is none: 3.5 people are neither 3 nor 4. -#}
{% macro whole_number(expression) -%}
    case when {{ expression }} = round({{ expression }}, 0) then cast(round({{ expression }}, 0) as bigint) end
{%- endmacro %}
