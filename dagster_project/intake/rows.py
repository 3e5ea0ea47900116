"""Which rows of a table are data, and which cells cannot be believed.

What belongs here: every row below a header gets one verdict with a reason; a bad cell costs the cell, not the row.
What does not: finding the header (``recognition``), telling data from totals and footers (``verdicts``).
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dagster_project.contracts import Field
from dagster_project.intake.body import Body, body_of
from dagster_project.intake.categories import NUMBER_KINDS
from dagster_project.intake.outline import Outline, outline_of
from dagster_project.intake.recognition import Table, column_letter
from dagster_project.intake.verdicts import NOT_DATA, QUARANTINED, Judge, width_of
from dagster_project.readers.by_column import emptied, places
from dagster_project.readers.grid import Row, Sheet
from dagster_project.readers.uncalculated import NEVER_CALCULATED

ID_KINDS = frozenset({"person", "cert", "card"})
LONGEST_EXACT_NUMBER = 15  # Excel keeps 15 digits of a number
SHOWN_CHARACTERS = 300

_CUT_OFF = r"^\s*\d{15}000\d?\s*$"
LEAST_CUT_OFF, LEAST_SHARE_CUT_OFF = 3, 0.02  # one number in a thousand ends so by itself

_SCIENTIFIC = re.compile(r"\s*[\d.]+[Ee]\+?\d+\s*")
_ERROR = re.compile(r"\s*(?:#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)|Err:5\d\d)\s*", re.IGNORECASE)
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

    row_numbers: np.ndarray
    columns: dict[str, pa.Array]
    types: pa.Array
    set_aside_rows: list[SetAsideRow]
    set_aside_cells: list[SetAsideCell]
    rows_seen: int
    fields_of_row: dict[int, str] = dataclasses.field(default_factory=dict)
    outline: Outline | None = None

    @property
    def rows_loaded(self) -> int:
        """Rows that go into the warehouse."""
        return len(self.row_numbers)

    @property
    def set_aside_fields(self) -> pa.Array:
        """For each loaded row the fields set aside, as ,name,name, or null."""
        if not self.fields_of_row:
            return pa.nulls(self.rows_loaded, pa.string())
        return pa.array([self.fields_of_row.get(at) for at in range(self.rows_loaded)], pa.string())

    def texts_counted(self, name: str) -> Counter[str]:
        """How often each text stands in a column, its surrounding blanks aside."""
        counted: Counter[str] = Counter()
        if name in self.columns:
            for item in self.columns[name].value_counts().to_pylist():
                text = (item["values"] or "").strip()
                counted.update({text: item["counts"]} if text else {})
        return counted

    def count(self, kind: str) -> int:
        """Rows of one kind that were not loaded."""
        return sum(1 for row in self.set_aside_rows if row.kind == kind)


def repeated(text: str | None, count: int) -> pa.Array:
    """One text for every row, kept once."""
    if text is None:
        return pa.nulls(count, pa.string())
    return pa.DictionaryArray.from_arrays(np.zeros(count, np.int32), pa.array([text], pa.string()))


def shown(row: Row) -> str:
    """A row as one line, for the person who looks for it."""
    return " | ".join(cell.strip() for cell in row.cells if cell and cell.strip())[:SHOWN_CHARACTERS]


def sort_rows(sheet: Sheet, table: Table, is_delimited: bool) -> Sorted:
    """Every row of the table's region: data, not data, or quarantined; then the cells set aside."""
    above = [_above(sheet.rows[at], at, table) for at in range(table.first, table.body)]
    body = _body(sheet, table)
    judge = Judge(table, sheet, body, is_delimited)
    verdicts = {at: verdict for at in judge.odd_rows() if (verdict := judge.verdict(at)) is not None}
    distrusted = {at for at, (kind, why) in verdicts.items() if kind == QUARANTINED and why != "required_empty"}
    outline = outline_of(table, body, distrusted)
    if outline:
        _follow(outline, verdicts)
    aside = [_set_aside(body.row_at(at), *verdicts[at]) for at in sorted(verdicts)]
    positions = np.array(sorted(verdicts), np.int64)
    kept = body.without(positions)
    result = Sorted(
        row_numbers=kept.numbers,
        columns={},
        types=_types_by_field(table, kept),
        set_aside_rows=above + aside,
        set_aside_cells=[],
        rows_seen=table.last - table.first,
        outline=outline,
    )
    _fill_columns(result, table, kept)
    if outline:
        _fill_said(result, outline, np.delete(np.arange(len(body)), positions).tolist())
    _account(result)
    return result


def _follow(outline: Outline, verdicts: dict[int, tuple[str, str]]) -> None:
    """Which rows are totals is what the outline says, not what each row looks like."""
    for at in outline.said:
        if verdicts.get(at, ("", ""))[0] == NOT_DATA:
            del verdicts[at]
    for at, reason in outline.aside.items():
        if verdicts.get(at, ("", ""))[0] != QUARANTINED or verdicts[at][1] == "required_empty":
            verdicts[at] = (NOT_DATA, reason)


def _fill_said(result: Sorted, outline: Outline, positions: list[int]) -> None:
    """The fields that a row's own label and those above it say, each in its column."""
    for name in {name for said in outline.said.values() for name in said}:
        own = result.columns[name].to_pylist() if name in result.columns else [None] * len(positions)
        texts = [
            outline.said[at].get(name, None if name == outline.label_field else text) if at in outline.said else text
            for at, text in zip(positions, own, strict=True)
        ]
        result.columns[name] = pa.array(texts, pa.string())


def _set_aside(row: Row, kind: str, reason: str) -> SetAsideRow:
    return SetAsideRow(row.number, kind, reason, shown(row))


def _account(result: Sorted) -> None:
    """rows_seen = rows_loaded + rows_quarantined + rows_not_data, or nothing of the table is written."""
    counted = result.rows_loaded + result.count(QUARANTINED) + result.count(NOT_DATA)
    if counted != result.rows_seen:
        raise AssertionError(f"{result.rows_seen} rows seen, {counted} accounted for")


def _above(row: Row, at: int, table: Table) -> SetAsideRow:
    reason = "header" if at >= table.header else "title" if shown(row) else "blank"
    return SetAsideRow(row.number, NOT_DATA, reason, shown(row))


def _body(sheet: Sheet, table: Table) -> Body:
    """The rows below the header."""
    if sheet.merged and table.last > table.body:
        rows = _with_merged_cells(sheet, table)
        return body_of(rows, 0, len(rows), width_of(table))
    return body_of(sheet.rows, table.body, table.last, width_of(table))


def _with_merged_cells(sheet: Sheet, table: Table) -> list[Row]:
    """The rows below the header; a cell merged over several rows stands in each of them."""
    body = list(sheet.rows[table.body : table.last])
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


def _types_by_field(table: Table, kept: Body) -> pa.Array:
    """The types of each row's cells in the order of the contract's fields, a letter each."""
    at = table.column_of()
    layout = [at.get(item.name) for item in table.contract.fields]
    letters = ["".join("e" if position is None else text[position] for position in layout) for text in kept.patterns]
    return pa.DictionaryArray.from_arrays(pa.array(kept.kinds, pa.int32()), pa.array(letters, pa.string()))


def _fill_columns(result: Sorted, table: Table, kept: Body) -> None:
    """The recognised columns of the kept rows, and what of them is set aside."""
    at = table.column_of()
    for item in table.contract.fields:
        if item.name in at:
            result.columns[item.name] = _believed(result, item, at[item.name], kept)
    result.set_aside_cells.sort()


def _believed(result: Sorted, item: Field, position: int, kept: Body) -> pa.Array:
    """A column without the cells that cannot be believed."""
    column = kept.columns[position]
    is_person_number = item.kind in ID_KINDS or item.name == "xueji_no"
    wrong = kept.positions_of_type("x", position)
    formulas = _those(column, wrong, lambda text: (text or "").startswith("="))
    told = _those(column, places(column, _may_be_an_error), lambda text: _ERROR.fullmatch(text or "") is not None)
    zeros = _those(column, wrong, lambda text: (text or "").startswith(NEVER_CALCULATED))
    errors = np.union1d(np.setdiff1d(wrong, np.union1d(formulas, zeros)), told)
    column = _take_out(result, item.name, position, column, kept, errors, "error_cell")
    column = _take_out(result, item.name, position, column, kept, formulas, "formula_without_value")
    column = _take_out(result, item.name, position, column, kept, zeros, "formula_never_calculated")
    if is_person_number or (item.kind == "text" and item.name.endswith("_no")):
        numbers = kept.positions_of_type("n", position)
        long = _those(column, numbers, _is_long)
        column = _take_out(result, item.name, position, column, kept, long, "numeric_id")
    if is_person_number and column.null_count < len(column):
        suspects = places(column, lambda texts: pc.or_(pc.match_substring(texts, "E"), pc.match_substring(texts, "e")))
        scientific = _those(column, suspects, lambda text: _SCIENTIFIC.fullmatch(text or "") is not None)
        column = _take_out(result, item.name, position, column, kept, scientific, "numeric_id")
        column = _take_out(result, item.name, position, column, kept, _cut_off(column), "numeric_id")
    return column


def _cut_off(column: pa.Array) -> np.ndarray:
    """Numbers as text whose last digits are zeros, where there are too many of them to be what people have.

    So a damaged column looks when it is saved as text: one number in eleven still passes the check digit.
    """
    suspects = places(column, lambda texts: pc.match_substring_regex(texts, _CUT_OFF))
    is_damaged = len(suspects) >= max(LEAST_CUT_OFF, LEAST_SHARE_CUT_OFF * (len(column) - column.null_count))
    return suspects if is_damaged else np.empty(0, np.int64)


def _may_be_an_error(texts: pa.Array) -> pa.Array:
    """In text files the failure of a formula is a text like any other."""
    return pc.or_(pc.match_substring(texts, "#"), pc.match_substring(texts, "Err:"))


def _those(column: pa.Array, positions: np.ndarray, is_meant: Callable[[str | None], bool]) -> np.ndarray:
    if not len(positions):
        return positions
    texts = column.take(pa.array(positions)).to_pylist()
    return positions[[is_meant(text) for text in texts]]


def _is_long(text: str | None) -> bool:
    if not text:
        return False
    return len(_NON_DIGITS.sub("", text).split(".")[0]) > LONGEST_EXACT_NUMBER or "e" in text.lower()


def _take_out(
    result: Sorted, name: str, position: int, column: pa.Array, kept: Body, rows: np.ndarray, reason: str
) -> pa.Array:
    """The column without the cells of these rows, which are set aside."""
    if not len(rows):
        return column
    letter = column_letter(position)
    for at, text in zip(rows.tolist(), column.take(pa.array(rows)).to_pylist(), strict=True):
        cell_type = kept.patterns[kept.kinds[at]][position]
        result.set_aside_cells.append(SetAsideCell(int(kept.numbers[at]), name, letter, cell_type, text or "", reason))
        result.fields_of_row[at] = f"{result.fields_of_row.get(at, ',')}{name},"
    return emptied(column, rows)
