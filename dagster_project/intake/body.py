"""The rows below a table's header, column by column, with the types of their cells.

What belongs here: one shape for rows that were read one by one and rows that were read by column.
What does not: which of them are data (``verdicts``), what becomes of them (``rows``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
import pyarrow as pa

from dagster_project.readers.by_column import RowsByColumn, without
from dagster_project.readers.grid import Row


@dataclass(frozen=True)
class Body:
    """``columns`` are as wide as the table. ``patterns`` are the types of whole rows, ``kinds`` which one each row has.

    ``another_width`` are the positions of rows that are not exactly as wide as the table, ``troubled`` of those that
    cannot be trusted; ``row_at`` gives one row as it was read.
    """

    columns: list[pa.Array]
    numbers: np.ndarray
    patterns: list[str]
    kinds: np.ndarray
    another_width: np.ndarray
    troubled: np.ndarray
    row_at: Callable[[int], Row]

    def __len__(self) -> int:
        return len(self.numbers)

    def without(self, positions: np.ndarray) -> Body:
        """The same without the rows at these sorted positions; nobody asks it for single rows any more."""
        columns = [without(column, positions) for column in self.columns]
        numbers, kinds = np.delete(self.numbers, positions), np.delete(self.kinds, positions)
        return Body(columns, numbers, self.patterns, kinds, NONE, NONE, self.row_at)

    def positions_of_type(self, letter: str, position: int) -> np.ndarray:
        """The rows whose cell in one column has this type."""
        told = np.array([pattern[position] == letter for pattern in self.patterns], bool)
        return np.flatnonzero(told[self.kinds]) if told.any() else NONE


NONE = np.empty(0, np.int64)


def body_of(rows: Sequence[Row], first: int, last: int, width: int) -> Body:
    """The rows ``first``..``last`` of a sheet, cut or filled up to ``width``."""
    if isinstance(rows, RowsByColumn):
        return _by_column(rows, first, last, width)
    return _row_by_row(rows[first:last], width)


def _row_by_row(rows: Sequence[Row], width: int) -> Body:
    texts: list[tuple[str | None, ...]] = list(zip_longest(*(row.cells for row in rows)))[:width]
    columns = [pa.array(column, pa.string()) for column in texts]
    columns += [pa.nulls(len(rows), pa.string())] * (width - len(columns))
    known: dict[str, int] = {}
    kinds = [known.setdefault(row.types, len(known)) for row in rows]
    return Body(
        columns,
        np.array([row.number for row in rows], np.int32),
        [types.ljust(width, "e")[:width] for types in known],
        np.array(kinds, np.int64),
        np.array([at for at, row in enumerate(rows) if len(row.cells) != width], np.int64),
        np.array([at for at, row in enumerate(rows) if row.problem], np.int64),
        rows.__getitem__,
    )


def _by_column(rows: RowsByColumn, first: int, last: int, width: int) -> Body:
    count = last - first
    columns = [column.slice(first, count) for column in rows.columns[:width]]
    columns += [pa.nulls(count, pa.string())] * (width - len(columns))
    patterns, kinds = _filled_or_not(columns, count)
    odd = [at - first for at, row in rows.odd.items() if row.problem and first <= at < last]
    if rows.width == width:
        another = rows.of_another_width()
        another = another[(another >= first) & (another < last)] - first
    else:
        another = np.array([at for at in range(count) if len(rows[first + at].cells) != width], np.int64)
    return Body(
        columns,
        rows.numbers[first:last],
        patterns,
        kinds,
        another,
        np.array(odd, np.int64),
        lambda at: rows[first + at],
    )


def _filled_or_not(columns: list[pa.Array], count: int) -> tuple[list[str], np.ndarray]:
    """Text cells are there or not: every combination that occurs, and the one of each row."""
    filled = np.zeros(count, np.int64)
    for at, column in enumerate(columns):
        if column.null_count < count:
            filled |= filled_in(column).astype(np.int64) << at
    encoded = pa.array(filled).dictionary_encode()
    patterns = [
        "".join("t" if bits >> at & 1 else "e" for at in range(len(columns))) for bits in encoded.dictionary.to_pylist()
    ]
    return patterns, encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)


def filled_in(column: pa.Array) -> np.ndarray:
    """Which cells of a column hold something."""
    if not column.null_count:
        return np.ones(len(column), bool)
    return column.is_valid().to_numpy(zero_copy_only=False)
