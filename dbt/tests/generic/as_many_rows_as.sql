{#-
    One row for each row of another model, one that this model reads: a join that has lost or doubled any would show in
    the number. Where the other model's rows are one per row of a file, so are these; counting is a thousand times
    cheaper than grouping by file, sheet and row.

    `other` is a name and no ref(): a test with two parents would run before the second one is there.
-#}
{% test as_many_rows_as(model, other) %}
{%- set read = graph.nodes.values() | selectattr('name', 'equalto', other) | list | first if execute %}
{%- set relation = api.Relation.create(read.database, read.schema, read.alias) if execute %}
select
    own.number_of_rows,
    others.number_of_rows as wanted_rows
from (select count(*) as number_of_rows from {{ model }}) as own
cross join (select count(*) as number_of_rows from {{ get_where_subquery(relation) if execute }}) as others
where own.number_of_rows <> others.number_of_rows
{% endtest %}
