{#- The grain a model promises does not hold: rows whose key is not unique, or blank where `may_be_null` has no say. -#}
{% test unique_key(model, columns, may_be_null=[]) %}
select
    {{ columns | join(', ') }},
    count(*) as copies
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{%- for column in columns if column not in may_be_null %}
    or {{ column }} is null
{%- endfor %}
{% endtest %}
