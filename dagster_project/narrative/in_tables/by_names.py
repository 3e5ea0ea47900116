"""What the names of rows and columns claim, in the table and in the text beside it.

Belongs here: which finder sees what. Does not belong here: any claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dagster_project.narrative.in_tables.named_cells import Named
from dagster_project.narrative.in_tables.named_parts import find_named_parts
from dagster_project.narrative.in_tables.row_products import find_row_products
from dagster_project.narrative.in_tables.said_of_columns import find_said_of_columns
from dagster_project.narrative.in_tables.told_changes import find_told_changes
from dagster_project.narrative.in_tables.told_lines import find_told_lines
from dagster_project.narrative.in_tables.told_products import find_told_products
from dagster_project.narrative.model import Figure, Relation
from dagster_project.narrative.text.script import Script
from dagster_project.narrative.text.sentences import Sentence


def find_by_names_in_tables(
    sentences: Sequence[Sentence], tables: Sequence[Named], figures: Sequence[Figure], script: Script
) -> Iterator[Relation]:
    """All of them for all tables of a document; ``figures`` are those of the text, in their order."""
    yield from find_row_products([one.table for one in tables], figures)
    yield from find_said_of_columns(sentences, tables, script)
    yield from find_told_products(sentences, tables, script)
    yield from find_told_changes(sentences, tables, script)
    yield from find_told_lines(sentences, tables, script)
    for one in tables:
        yield from find_named_parts(one.table)
