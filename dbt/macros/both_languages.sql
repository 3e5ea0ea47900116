{#- Words that a rule writes in both languages at once, '走读 / day', taken apart; any other text serves both. -#}
{% macro is_both_languages(text) -%}
    {{ matches(text, '^[^/]*[一-鿿][^/]* / [^一-鿿]*[A-Za-z][^一-鿿]*$') }}
{%- endmacro %}

{#- The part for readers of Chinese. -#}
{% macro chinese_half(text) -%}
    case
        when {{ is_both_languages(text) }} then substr({{ text }}, 1, instr({{ text }}, ' / ') - 1)
        else {{ text }}
    end
{%- endmacro %}

{#- The part for readers of English. -#}
{% macro english_half(text) -%}
    case
        when {{ is_both_languages(text) }} then substr({{ text }}, instr({{ text }}, ' / ') + 3)
        else {{ text }}
    end
{%- endmacro %}
