{#-
    The text of every cell of a dataset that a finding or its evidence points at, as it was delivered.

    dataset  name of the contract
    fields   its fields; the list in the model is written from the contract, and a test compares them
-#}
{% macro cell_text_of(dataset, fields) %}
select
    p.county_code,
    p.delivery_id,
    p.row_no,
    p.field,
    coalesce(
        case p.field
            {%- for field in fields %}
            when '{{ field }}' then r.{{ field }}
            {%- endfor %}
        end,
        p.set_aside_text
    ) as cell_text
from {{ ref('pointed_cell') }} as p
inner join {{ source('raw', dataset) }} as r on p.delivery_id = r._delivery_id and p.row_no = r._row
where p.dataset = '{{ dataset }}'
{% endmacro %}
