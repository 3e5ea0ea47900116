{#-
    One row for each row of another model: a join that has lost or doubled any would show in the number.
    Where the other model's rows are one per cell row, so are these; counting is a thousand times cheaper than
    grouping by file, sheet and row.
-#}
{% test as_many_rows_as(model, other) %}
select
    own.number_of_rows,
    others.number_of_rows as wanted_rows
from (select count(*) as number_of_rows from {{ model }}) as own
cross join (select count(*) as number_of_rows from {{ get_where_subquery(other) }}) as others
where own.number_of_rows <> others.number_of_rows
{% endtest %}
