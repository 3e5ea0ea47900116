"""The example line of our own templates, as it stands in a table that was made from one.

What belongs here: telling by its headers that a table is our template, and what its example says in each column.
What does not: the verdict on a row (``verdicts``), the stamp (``stamped``): a sheet saved as csv has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from dagster_project.contracts.template_columns import NUMBER_COLUMN, example_text, header_of
from dagster_project.intake.recognition import Table

LEAST_AS_MADE = 0.5
LEAST_ALIKE = 3


def example_line(table: Table) -> dict[int, str]:
    """For each column the text of the example; nothing where hardly a header is written as in our template."""
    named = {column.index: column for column in table.columns if column.field}
    fields = {at: table.contract.field(str(column.field)) for at, column in named.items()}
    as_made = sum(1 for at, field in fields.items() if named[at].header == header_of(table.contract, field))
    if as_made < max(2, LEAST_AS_MADE * len(fields)):
        return {}
    return {at: example_text(field) for at, field in fields.items()}


def is_ours(table: Table) -> bool:
    """Whether the table has our own marks: the column of numbers, and a * at each header that is required."""
    required = {field.name: field for field in table.contract.fields if field.required}
    marked = [c for c in table.columns if c.field in required]
    has_numbers = any(column.header == NUMBER_COLUMN for column in table.columns)
    return (
        has_numbers
        and bool(marked)
        and all(c.header == header_of(table.contract, required[str(c.field)]) for c in marked)
    )


def is_as_made(example: Mapping[int, str], cell: Callable[[int], str | None]) -> bool:
    """Whether a row says what the example says, and nothing else; cells that were emptied do not matter."""
    filled = {at: text for at in example if (text := (cell(at) or "").strip())}
    alike = sum(_says(text, example[at]) for at, text in filled.items())
    return alike == len(filled) and alike >= min(LEAST_ALIKE, len(example))


def _says(text: str, meant: str) -> bool:
    if text == meant:
        return True
    try:
        return Decimal(text.replace(",", "")) == Decimal(meant)
    except InvalidOperation:
        return False
