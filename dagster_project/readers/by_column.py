"""Rows of one width, held column by column: what a delimited file is read into where nearly all lines are alike.

Belongs here: whole columns as Arrow arrays, and single rows made when somebody asks for one.
Does not belong here: how lines become columns (``even_lines``), what a column is called (``intake``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dagster_project.readers.grid import Row

FEW_RUNS = 200


class RowsByColumn(Sequence[Row]):
    """Rows in order. ``columns`` hold every row, cut or filled up to one width; where few texts are distinct, as a
    dictionary.

    ``odd`` holds, by position and as they were read, the rows that columns cannot say everything about: of another
    width, over several lines, or not to be trusted.
    ``numbers`` are the physical lines on which the rows start, from 1.
    """

    def __init__(self, columns: list[pa.Array], numbers: np.ndarray, odd: dict[int, Row]) -> None:
        self.columns, self.numbers, self.odd = columns, numbers, odd
        self.empty = _empty_rows(columns)

    @property
    def width(self) -> int:
        """Cells in each row that is not odd."""
        return len(self.columns)

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, at: int) -> Row: ...

    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...

    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        if isinstance(at, slice):
            return [self._row(position) for position in range(*at.indices(len(self)))]
        position = at + len(self) if at < 0 else at
        if not 0 <= position < len(self):
            raise IndexError(at)
        return self._row(position)

    def _row(self, at: int) -> Row:
        if at in self.odd:
            return self.odd[at]
        cells = [column[at].as_py() for column in self.columns]
        types = "".join(["e" if cell is None else "t" for cell in cells])
        if "t" not in types:
            cells, types = [], ""
        return Row(int(self.numbers[at]), cells, types)

    def of_another_width(self) -> np.ndarray:
        """Positions of the rows that are wider or narrower, hold nothing, or cannot be trusted."""
        odd = [at for at, row in self.odd.items() if row.problem or len(row.cells) != self.width]
        return np.unique(np.concatenate([np.array(odd, np.int64), self.empty]))

    def rows_with(self, texts: Iterable[str], columns: int, first: int) -> list[int]:
        """Positions from ``first`` on where one of the first ``columns`` cells is one of ``texts``."""
        wanted = pa.array(sorted(texts), pa.string())
        found = [
            places(column.slice(first), lambda texts: pc.is_in(texts, value_set=wanted)) + first
            for column in self.columns[:columns]
        ]
        return [int(at) for at in np.unique(np.concatenate(found))]


def _empty_rows(columns: list[pa.Array]) -> np.ndarray:
    nothing: np.ndarray | None = None
    for column in columns:
        if not column.null_count:
            return np.empty(0, np.int64)
        missing = column.is_null().to_numpy(zero_copy_only=False)
        nothing = missing if nothing is None else nothing & missing
    return np.flatnonzero(nothing) if nothing is not None else np.empty(0, np.int64)


def places(column: pa.Array, test: Callable[[pa.Array], pa.Array]) -> np.ndarray:
    """Where a test of texts holds; of a column held as a dictionary, only the distinct texts are tested."""
    if not pa.types.is_dictionary(column.type):
        return np.flatnonzero(test(column).fill_null(False).to_numpy(zero_copy_only=False))
    holds = test(column.dictionary).fill_null(False).to_numpy(zero_copy_only=False)
    if not holds.any():
        return np.empty(0, np.int64)
    found = np.flatnonzero(holds[column.indices.fill_null(0).to_numpy(zero_copy_only=False)])
    return found if not column.null_count else found[column.is_valid().to_numpy(zero_copy_only=False)[found]]


def emptied(column: pa.Array, positions: np.ndarray) -> pa.Array:
    """A column without the texts at ``positions``."""
    if not len(positions):
        return column
    kept = np.ones(len(column), bool)
    kept[positions] = False
    if pa.types.is_dictionary(column.type):
        indices = pc.if_else(pa.array(kept), column.indices, pa.scalar(None, pa.int32()))
        return pa.DictionaryArray.from_arrays(indices, column.dictionary)
    return pc.if_else(pa.array(kept), column, pa.scalar(None, pa.string()))


def runs_between(positions: np.ndarray, count: int) -> list[tuple[int, int]]:
    """The stretches (start, end) of 0..``count`` that hold none of the sorted ``positions``."""
    starts = np.concatenate([[0], positions + 1]).tolist()
    ends = np.concatenate([positions, [count]]).tolist()
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start < end]


def without(column: pa.Array, positions: np.ndarray) -> pa.Array:
    """A column without the rows at the sorted ``positions``; nothing is copied where only its ends are cut."""
    if not len(positions):
        return column
    if len(positions) > FEW_RUNS:
        keep = np.ones(len(column), bool)
        keep[positions] = False
        return column.filter(pa.array(keep))
    parts = [column.slice(start, end - start) for start, end in runs_between(positions, len(column))]
    return parts[0] if len(parts) == 1 else pa.concat_arrays(parts or [column.slice(0, 0)])


def spliced(column: pa.Array, positions: np.ndarray, inserted: pa.Array) -> pa.Array:
    """``column`` with ``inserted`` put in, each where it stands in the result: at the sorted ``positions``."""
    if not len(positions):
        return column
    if pa.types.is_dictionary(column.type):
        inserted = inserted.dictionary_encode()
    count = len(column) + len(inserted)
    if len(positions) > FEW_RUNS:
        order = np.empty(count, np.int64)
        others = np.ones(count, bool)
        others[positions] = False
        order[others] = np.arange(len(column))
        order[positions] = np.arange(len(column), count)
        return pa.concat_arrays([column, inserted]).take(pa.array(order))
    parts, used = [], 0
    for at, position in enumerate(positions.tolist()):
        parts.append(column.slice(used, position - at - used))
        parts.append(inserted.slice(at, 1))
        used = position - at
    return pa.concat_arrays([*parts, column.slice(used)])
