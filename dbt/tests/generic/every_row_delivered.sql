{#- One row for each row that the ledger says was loaded, of the deliveries that count. -#}
{% test every_row_delivered(model, dataset) %}
select
    staged._delivery_id,
    staged.number_of_rows,
    delivered.rows_loaded
from (
    select
        _delivery_id,
        count(*) as number_of_rows
    from {{ model }}
    group by _delivery_id
) as staged
full outer join (
    select
        delivery_id,
        rows_loaded
    from {{ source('inputs', 'deliveries') }}
    where
        is_active and dataset = '{{ dataset }}' and rows_loaded > 0
        {{ 'and ' ~ of_computed_counties('county_code') if changed_counties() }}
) as delivered on staged._delivery_id = delivered.delivery_id
where staged.number_of_rows is distinct from delivered.rows_loaded
{% endtest %}
