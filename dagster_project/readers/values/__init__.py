"""What a text can mean: one parser for each kind of value, applied once to each distinct text.

Belongs here: ``parse`` and ``parse_distinct``, which choose the parser of a kind.
Does not belong here: persons' numbers and names (``identity``), units of columns (``intake``).

A reading is (value, how). The value is canonical text, or None: then ``how`` says ``placeholder`` (the
cell says there is nothing), ``several``, ``truncated`` or ``unknown``. Nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from dagster_project.readers.values.contacts import parse_card, parse_phone
from dagster_project.readers.values.dates import parse_date, parse_month
from dagster_project.readers.values.numbers import parse_number
from dagster_project.readers.values.shape import UNKNOWN, Reading
from dagster_project.readers.values.terms import parse_school_year, parse_term
from dagster_project.readers.values.words import parse_boolean, parse_code

__all__ = ["Reading", "parse", "parse_distinct", "value_kind"]

Tables = Mapping[str, Mapping[str, str]]
NUMBERS = ("integer", "decimal", "money")
PARSERS: dict[str, Callable[[str], Reading]] = {
    "number": parse_number,
    "date": parse_date,
    "month": parse_month,
    "term": parse_term,
    "school_year": parse_school_year,
    "boolean": parse_boolean,
    "phone": parse_phone,
    "card": parse_card,
}


def value_kind(kind: str, code_table: str | None = None) -> str:
    """The kind under which a field's texts stand in the value map: ``number``, ``code:<table>`` or its own."""
    if kind in NUMBERS:
        return "number"
    return f"code:{code_table}" if kind == "code" else kind


def parse(kind: str, text: str, tables: Tables | None = None) -> Reading:
    """What ``text`` means as ``kind`` (a key of PARSERS, integer, decimal, money or code:<table>)."""
    if kind.startswith("code:"):
        table = (tables or {}).get(kind[5:])
        return parse_code(text, table) if table is not None else UNKNOWN
    return PARSERS[value_kind(kind)](text)


def parse_distinct(
    kind: str, texts: Iterable[str], tables: Tables | None = None
) -> list[tuple[str, str, str | None, str]]:
    """Rows (kind, text, value, how) of the value map, one for each text."""
    kept = value_kind(kind)
    return [(kept, text, *parse(kept, text, tables)) for text in texts]
