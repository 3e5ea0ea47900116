"""Cells whose text no parser understands, or that may mean two things: set aside with the reason, and told to the clerk.

What belongs here: which loaded cells those are. What does not: understanding a text (``readers.values``), cells that
cannot be believed whatever they say (``rows``), numbers of persons, telephones and cards, which have rules of their own.

Such a cell counts as blank. Its text stays in raw, so that a form that is learned later counts from the next build on.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache, partial

import pyarrow as pa
import pyarrow.compute as pc

from dagster_project.contracts import Field, code_tables
from dagster_project.intake.recognition import Table, column_letter
from dagster_project.intake.rows import SetAsideCell, Sorted
from dagster_project.readers.by_column import places
from dagster_project.readers.values import parse, value_kind
from dagster_project.readers.values.shape import compact, is_placeholder
from dagster_project.readers.values.whose_names import MASKED, MAY_NOT_BE_WHOLE, SEVERAL_NAMES, why_not_one_name

KINDS = frozenset({"money", "integer", "decimal", "date", "month", "term", "school_year", "boolean", "code", "name"})
UNDERSTOOD = {  # shapes that need no parser, which are nearly all
    "money": r"^\d{1,9}(\.\d+)?$",
    "decimal": r"^\d{1,9}(\.\d+)?$",
    "integer": r"^\d{1,9}$",
    "boolean": r"^[是否]$",
    "name": r"^[\x{3400}-\x{9fff}]{2,4}$",
}
ABOUT_WHOM = frozenset({"name", "head_name", "payee_name", "coborrower_name"})
"""Names by which a row's person is found again. Two teachers may visit together, and a guardian may be both parents:
such a cell is as good as any (``dbt/macros/staged.sql`` keeps its text too)."""
REASONS = {"several": "several_values", "unknown": "not_understood", "truncated": "not_understood"}
NAME_REASONS = {MASKED: "masked_name", SEVERAL_NAMES: "several_values"}


def set_aside_what_is_not_understood(table: Table, rows: Sorted) -> None:
    """Add to a table's set-aside cells those that nobody can read."""
    at = table.column_of()
    for position, item in enumerate(table.contract.fields):
        if item.kind not in KINDS or item.name not in at or item.name not in rows.columns:
            continue
        if item.kind == "name" and item.name not in ABOUT_WHOM:
            continue
        column = rows.columns[item.name]
        found = dict(_not_understood(item, column))
        if not found:
            continue
        is_wanted = partial(pc.is_in, value_set=pa.array(sorted(found), pa.string()))
        letter = column_letter(at[item.name])
        for row in places(column, is_wanted).tolist():
            text, letters = column[row].as_py(), rows.types[row].as_py()
            rows.set_aside_cells.append(
                SetAsideCell(
                    int(rows.row_numbers[row]), item.name, letter, letters[position : position + 1], text, found[text]
                )
            )
            rows.fields_of_row[row] = f"{rows.fields_of_row.get(row, ',')}{item.name},"
    rows.set_aside_cells.sort()


def _not_understood(item: Field, column: pa.Array) -> Iterator[tuple[str, str]]:
    """Each distinct text of a column that is not understood, and why."""
    texts = column.unique().drop_null().cast(pa.string())
    if item.kind in UNDERSTOOD:
        is_plain = pc.match_substring_regex(texts, UNDERSTOOD[item.kind])
        if item.kind == "name":
            is_plain = pc.and_not(is_plain, pc.match_substring_regex(texts, MAY_NOT_BE_WHOLE))
        texts = texts.filter(pc.invert(is_plain))
    for text in texts.to_pylist():
        reason = _reason(value_kind(item.kind, item.code_table), item.kind == "integer", text)
        if reason:
            yield text, reason


@lru_cache(maxsize=65_536)
def _reason(kind: str, is_whole: bool, text: str) -> str | None:
    if kind == "name":
        why_not = None if is_placeholder(compact(text)) else why_not_one_name(text)
        return why_not and NAME_REASONS[why_not]
    value, how = parse(kind, text, code_tables())
    if value is None:
        return REASONS.get(how)
    return "not_whole" if is_whole and Decimal(value) % 1 else None
