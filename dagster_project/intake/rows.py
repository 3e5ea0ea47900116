"""Which rows of a table are data, and which cells cannot be believed.

What belongs here: every row below a header gets one verdict with a reason; a bad cell costs the cell, not the row.
What does not: finding the header (``recognition``), telling data from totals and footers (``verdicts``).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import compress
from typing import NamedTuple

from dagster_project.contracts import Field
from dagster_project.intake.recognition import NUMBER_KINDS, Table, column_letter
from dagster_project.intake.verdicts import NOT_DATA, QUARANTINED, Judge
from dagster_project.readers.grid import Row, Sheet

ID_KINDS = frozenset({"person", "cert", "card"})
LONGEST_EXACT_NUMBER = 15  # Excel keeps 15 digits of a number
SHOWN_CHARACTERS = 300

_SCIENTIFIC = re.compile(r"\s*[\d.]+[Ee]\+?\d+\s*")
_NON_DIGITS = re.compile(r"[^\d.]")


class SetAsideRow(NamedTuple):
    """A row that was not loaded. ``kind`` is not_data or quarantined."""

    row_no: int
    kind: str
    reason: str
    shown: str


class SetAsideCell(NamedTuple):
    """A cell whose row was loaded without it."""

    row_no: int
    field: str
    column_letter: str
    cell_type: str
    shown: str
    reason: str


@dataclass
class Sorted:
    """A table's data rows, column by column, and everything that is not among them."""

    row_numbers: list[int]
    columns: dict[str, list[str | None]]
    types: list[str]
    set_aside_rows: list[SetAsideRow]
    set_aside_cells: list[SetAsideCell]
    rows_seen: int
    set_aside_fields: list[str | None] = dataclasses.field(default_factory=list)

    @property
    def rows_loaded(self) -> int:
        """Rows that go into the warehouse."""
        return len(self.row_numbers)

    def count(self, kind: str) -> int:
        """Rows of one kind that were not loaded."""
        return sum(1 for row in self.set_aside_rows if row.kind == kind)


def shown(row: Row) -> str:
    """A row as one line, for the person who looks for it."""
    return " | ".join(cell.strip() for cell in row.cells if cell and cell.strip())[:SHOWN_CHARACTERS]


def sort_rows(sheet: Sheet, table: Table, is_delimited: bool) -> Sorted:
    """Every row of the table's region: data, not data, or quarantined; then the cells set aside."""
    above = [_above(sheet.rows[at], at, table) for at in range(table.first, table.body)]
    body = _with_merged_cells(sheet, table)
    judge = Judge(table, sheet, body, is_delimited)
    verdicts = {at: verdict for at in judge.odd_rows() if (verdict := judge.verdict(at)) is not None}
    aside = [SetAsideRow(body[at].number, *verdict, shown(body[at])) for at, verdict in sorted(verdicts.items())]
    keep = [True] * len(body)
    for at in verdicts:
        keep[at] = False
    kept = list(compress(body, keep))
    result = Sorted(
        row_numbers=[row.number for row in kept],
        columns={},
        types=[],
        set_aside_rows=above + aside,
        set_aside_cells=[],
        rows_seen=table.last - table.first,
    )
    _fill_columns(result, table, kept, [compress(column, keep) for column in judge.columns])
    _account(result)
    return result


def _account(result: Sorted) -> None:
    """rows_seen = rows_loaded + rows_quarantined + rows_not_data, or nothing of the table is written."""
    counted = result.rows_loaded + result.count(QUARANTINED) + result.count(NOT_DATA)
    if counted != result.rows_seen:
        raise AssertionError(f"{result.rows_seen} rows seen, {counted} accounted for")


def _above(row: Row, at: int, table: Table) -> SetAsideRow:
    reason = "header" if at >= table.header else "title" if shown(row) else "blank"
    return SetAsideRow(row.number, NOT_DATA, reason, shown(row))


def _with_merged_cells(sheet: Sheet, table: Table) -> list[Row]:
    """The rows below the header; a cell merged over several rows stands in each of them."""
    body = list(sheet.rows[table.body : table.last])
    if not sheet.merged or not body:
        return body
    kinds = {column.index: column.field for column in table.columns if column.field}
    position = {row.number: at for at, row in enumerate(body)}
    for top, left, bottom, right in sheet.merged:
        field_name = kinds.get(left - 1)
        if bottom == top or right != left or field_name is None or top not in position:
            continue
        if table.contract.field(field_name).kind in NUMBER_KINDS:
            continue  # a merged amount is one amount, not one a row
        source = body[position[top]]
        for number in range(top + 1, bottom + 1):
            if number in position and left <= len(source.cells):
                body[position[number]] = _with_cell(body[position[number]], left - 1, source)
    return body


def _with_cell(row: Row, at: int, source: Row) -> Row:
    cells, types = list(row.cells), row.types
    if not any(cells):
        return row  # a blank row inside a merge stays blank
    cells += [None] * (at + 1 - len(cells))
    types = types.ljust(len(cells), "e")
    cells[at] = source.cells[at]
    return row._replace(cells=cells, types=types[:at] + source.types[at] + types[at + 1 :])


def _fill_columns(result: Sorted, table: Table, kept: list[Row], columns: list[Iterable[str | None]]) -> None:
    """The recognised columns of the kept rows, and what of them is set aside."""
    contract = table.contract
    width = max(column.index for column in table.columns) + 1
    padded = {types: types.ljust(width, "e") for types in {row.types for row in kept}}
    types = [padded[row.types] for row in kept]
    at = table.column_of()
    layout = [at.get(item.name) for item in contract.fields]
    letters = {text: "".join("e" if position is None else text[position] for position in layout) for text in set(types)}
    result.types = [letters[text] for text in types]
    result.set_aside_fields = [None] * len(kept)
    for item in contract.fields:
        if item.name in at:
            column = list(columns[at[item.name]])
            _set_aside_cells(result, item, at[item.name], column, types)
            result.columns[item.name] = column
    result.set_aside_cells.sort()


def _set_aside_cells(result: Sorted, item: Field, position: int, column: list[str | None], types: list[str]) -> None:
    name = item.name
    is_person_number = item.kind in ID_KINDS or name == "xueji_no"
    kinds = {text: text[position] for text in set(types)}
    if "x" in kinds.values():
        wrong = [at for at, text in enumerate(types) if kinds[text] == "x"]
        _take_out(result, name, position, column, types, wrong, "error_cell")
    is_number_of_something = item.kind == "text" and name.endswith("_no")
    if (is_person_number or is_number_of_something) and "n" in kinds.values():
        long = [at for at, text in enumerate(types) if kinds[text] == "n" and _is_long(column[at])]
        _take_out(result, name, position, column, types, long, "numeric_id")
    if not is_person_number:
        return
    sciences = [at for at, text in enumerate(column) if text and ("E" in text or "e" in text)]
    scientific = [at for at in sciences if _SCIENTIFIC.fullmatch(column[at] or "")]
    _take_out(result, name, position, column, types, scientific, "numeric_id")


def _is_long(text: str | None) -> bool:
    if not text:
        return False
    return len(_NON_DIGITS.sub("", text).split(".")[0]) > LONGEST_EXACT_NUMBER or "e" in text.lower()


def _take_out(
    result: Sorted,
    name: str,
    position: int,
    column: list[str | None],
    types: list[str],
    rows: list[int],
    reason: str,
) -> None:
    letter = column_letter(position)
    for at in rows:
        text = column[at] or ""
        result.set_aside_cells.append(
            SetAsideCell(result.row_numbers[at], name, letter, types[at][position], text, reason)
        )
        result.set_aside_fields[at] = f"{result.set_aside_fields[at] or ','}{name},"
        column[at] = None
