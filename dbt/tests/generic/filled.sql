{#- Rows in which one of these columns is blank: one look at a table for all of them. -#}
{% test filled(model, columns) %}
select {{ columns | join(', ') }}
from {{ model }}
where {{ columns | join(' is null or ') }} is null
{% endtest %}
