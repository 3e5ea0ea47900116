"""Whether a sheet lists people that its header does not name: identity numbers under a header no contract knows.

What belongs here: why such a sheet is no summary, whatever else its header says. What does not: what the column may be
(``suggestions``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dagster_project.contracts import Contract
from dagster_project.intake.profiles import is_id_number
from dagster_project.readers.grid import Row

LOOKED_AT = 50
LEAST_PEOPLE, LEAST_SHARE = 3, 0.8


def lists_people_unnamed(contract: Contract, fields: Mapping[int, str], rows: Sequence[Row], body: int) -> bool:
    """Whether a dataset without people, some of whose required columns are missing, stands above rows of people."""
    if any(field.kind in ("person", "cert") for field in contract.fields):
        return False
    found = set(fields.values())
    if all(field.name in found for field in contract.fields if field.required):
        return False
    seen = [row.cells for row in rows[body : body + LOOKED_AT]]
    width = max(map(len, seen), default=0)
    for at in range(width):
        texts = [cells[at] for cells in seen if at < len(cells) and cells[at]]
        people = sum(1 for text in texts if text and is_id_number(text.strip()))
        if at not in fields and people >= max(LEAST_PEOPLE, LEAST_SHARE * len(texts)):
            return True
    return False
