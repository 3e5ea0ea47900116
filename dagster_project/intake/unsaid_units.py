"""Money whose unit nothing says: taken as yuan where that is plausible, a question where it is not.

What belongs here: whether amounts can be yuan. What does not: finding a unit that is said (``headers``, ``recognition``).
"""

from __future__ import annotations

from decimal import Decimal
from statistics import median

from dagster_project.intake.recognition import Table
from dagster_project.intake.rows import Sorted
from dagster_project.readers.values import parse

LEAST_FOR_A_PERSON, MOST_FOR_A_PERSON = Decimal(10), Decimal(20_000)
LEAST_FOR_A_PROJECT = Decimal(1_000)
WAN = 10_000
LOOKED_AT = 2_000
PEOPLE = frozenset({"person-times", "persons", "students"})


def unsaid_unit(table: Table, rows: Sorted) -> tuple[bool, Decimal] | None:
    """Whether amounts without a unit can be yuan, and the usual one (of a head, or of a row); None if a unit is said."""
    money = [
        column.field
        for column in table.columns
        if column.field and column.index in table.unit_unsaid and table.contract.field(column.field).kind == "money"
    ]
    amounts = {name: _numbers(rows, name) for name in money}
    filled = {name: [value for value in values if value] for name, values in amounts.items()}
    if not any(filled.values()):
        return None
    name, values = max(filled.items(), key=lambda item: sum(map(abs, item[1])))
    usual = _per_head(table, rows, amounts[name]) or Decimal(median(abs(value) for value in values))
    return not _can_only_be_wan(table, usual), usual


def _can_only_be_wan(table: Table, usual: Decimal) -> bool:
    """Too little in yuan and not too much in 万元: 4元 is a meal, for no pupil is it 4万元."""
    kinds = {item.kind for item in table.contract.fields}
    if "person" in kinds or any(item.unit in PEOPLE for item in table.contract.fields):
        return usual < LEAST_FOR_A_PERSON and usual * WAN <= MOST_FOR_A_PERSON
    return kinds.isdisjoint(("integer", "decimal")) and usual < LEAST_FOR_A_PROJECT


def _per_head(table: Table, rows: Sorted, amounts: list[Decimal | None]) -> Decimal | None:
    """The mean of a head, where a table counts heads."""
    counted = next((item.name for item in table.contract.fields if item.unit == "person-times"), None)
    if counted is None or counted not in rows.columns:
        return None
    pairs = [(a, n) for a, n in zip(amounts, _numbers(rows, counted), strict=True) if a is not None and n]
    heads = sum(n for _, n in pairs)
    return abs(sum((a for a, _ in pairs), Decimal(0)) / heads) if heads else None


def _numbers(rows: Sorted, name: str) -> list[Decimal | None]:
    texts = rows.columns[name].slice(0, LOOKED_AT).to_pylist()
    values = [parse("number", text)[0] if text else None for text in texts]
    return [None if value is None else Decimal(value) for value in values]
