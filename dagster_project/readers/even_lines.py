"""Delimited text to columns: lines that are all alike go through an engine, the others through the tokenizer.

Belongs here: which lines are alike, and the proof that every physical line was either parsed by the engine or
read by the tokenizer. Does not belong here: what the tokenizer makes of a line (``delimited``).

The engine (Arrow) is given only lines without a quotation mark, so that a delimiter always ends a cell and a line
end always ends a record; it may not guess types, skip lines or fill up rows. A line of another width is handed back.
What was parsed and what was handed back must add up to the lines given, else the tokenizer reads the whole file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import numpy as np
import pyarrow as pa
import pyarrow.csv

from dagster_project.readers import delimited
from dagster_project.readers.by_column import RowsByColumn, emptied, places, spliced
from dagster_project.readers.delimited import choose_delimiter, plain_row, record_at, usual_width
from dagster_project.readers.encoding import utf8_lines
from dagster_project.readers.grid import FileContent, Row, Sheet

SAMPLE_LINES = 2000
WIDEST = 60
UNLIKE_SHARE = 0.1
BLOCK_BYTES = 1 << 20
LINE_END, QUOTE = 10, 34
BLANK_STARTS = np.zeros(256, bool)
BLANK_STARTS[[*range(0x09, 0x0E), *range(0x1C, 0x21), 0xC2, 0xE1, 0xE2, 0xE3]] = True
"""The bytes with which the UTF-8 of a white-space character begins."""


class Lines(Sequence[str]):
    """The physical lines of a text in UTF-8 whose lines end in \\n, decoded when somebody asks for one."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        ends = _positions(text, LINE_END)
        if text and not text.endswith(b"\n"):
            ends = np.append(ends, len(text))
        self.ends = ends
        self.starts = np.concatenate([[0], ends[:-1] + 1]) if len(ends) else ends

    def __len__(self) -> int:
        return len(self.ends)

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> list[str]: ...

    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self[position] for position in range(*at.indices(len(self)))]
        return self.text[self.starts[at] : self.ends[at]].decode()


def _positions(text: bytes, byte: int) -> np.ndarray:
    """Where a byte stands; in blocks, so that no second copy of the text is needed."""
    data = np.frombuffer(text, np.uint8)
    blocks = range(0, len(data), BLOCK_BYTES)
    found = [np.flatnonzero(data[start : start + BLOCK_BYTES] == byte) + start for start in blocks]
    return np.concatenate(found) if found else np.empty(0, np.int64)


def read_delimited(data: bytes) -> FileContent:
    """One nameless sheet with every line of the file, by column if its lines are alike enough."""
    decoded = utf8_lines(data)
    found = rows_by_column(decoded.text) if decoded else None
    if decoded is None or found is None:
        return delimited.read_delimited(data)
    delimiter, rows = found
    form = "tsv" if delimiter == "\t" else "csv"
    return FileContent(form, decoded.encoding, (Sheet("", False, rows, []),))


def rows_by_column(text: bytes) -> tuple[str, RowsByColumn] | None:
    """The delimiter and the rows of a text in UTF-8 with \\n line ends; None where lines are not alike enough."""
    lines = Lines(text)
    sample = lines[:SAMPLE_LINES]
    delimiter = choose_delimiter(sample)
    if delimiter is None or not delimiter.isascii() or delimiter in '"\n\x00':
        return None
    width = usual_width(sample, delimiter)
    most = UNLIKE_SHARE * len(lines) + SAMPLE_LINES
    tokenized = _tokenized(lines, delimiter, width, most) if 1 < width <= WIDEST else None
    if tokenized is None:
        return None
    is_even = np.ones(len(lines), bool)
    for row in tokenized:
        is_even[row.number - 1 : row.number - 1 + row.lines] = False
    parsed = _parsed(_bytes_of(lines, is_even), delimiter, _types(sample, delimiter, width), most)
    columns, handed_back = parsed or ([], {})
    if not columns:
        return None
    even = np.flatnonzero(is_even)
    if len(columns[0]) + len(handed_back) != len(even):
        return None
    numbers = np.delete(even, list(handed_back)) + 1
    unlike = [plain_row(int(even[at]) + 1, text, delimiter) for at, text in handed_back.items()]
    return delimiter, _together(columns, numbers, sorted([*tokenized, *unlike], key=lambda row: row.number))


def _tokenized(lines: Lines, delimiter: str, width: int, most: float) -> list[Row] | None:
    """The records that hold a quotation mark, read one by one; None if they are too many."""
    if b'"' not in lines.text:
        return []
    quoted = np.unique(np.searchsorted(lines.ends, _positions(lines.text, QUOTE)))
    if len(quoted) > most:
        return None
    rows: list[Row] = []
    following = 0
    for index in quoted.tolist():
        if index >= following:
            rows.append(record_at(lines, index, delimiter, width, frozenset()))
            following = index + rows[-1].lines
    return rows


def _bytes_of(lines: Lines, is_even: np.ndarray) -> bytes:
    """The text without the lines that are not even."""
    if is_even.all():
        return lines.text
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_even, [False]])))
    view = memoryview(lines.text)
    return b"".join(
        view[lines.starts[first] : lines.ends[last - 1] + 1]
        for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    )


def _types(sample: list[str], delimiter: str, width: int) -> list[pa.DataType]:
    """How to hold each column: as a dictionary where texts repeat."""
    rows = [cells for line in sample if len(cells := line.split(delimiter)) == width]
    distinct = [len(set(column)) for column in zip(*rows, strict=True)] or [0] * width
    return [pa.dictionary(pa.int32(), pa.string()) if 2 * few <= len(rows) else pa.string() for few in distinct]


def _parsed(
    text: bytes, delimiter: str, types: list[pa.DataType], most: float
) -> tuple[list[pa.Array], dict[int, str]] | None:
    """Columns of the lines of this width, and the other lines by position; None if those are too many."""
    if not text:
        return None
    names = [str(at) for at in range(len(types))]
    handed_back: dict[int, str] = {}

    def hand_back(row: pyarrow.csv.InvalidRow) -> str:
        handed_back[row.number - 1] = row.text
        return "skip" if len(handed_back) <= most else "error"

    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(text),
            pyarrow.csv.ReadOptions(use_threads=False, block_size=BLOCK_BYTES, column_names=names),
            pyarrow.csv.ParseOptions(
                delimiter=delimiter,
                quote_char=False,
                double_quote=False,
                escape_char=False,
                newlines_in_values=False,
                ignore_empty_lines=False,
                invalid_row_handler=hand_back,
            ),
            pyarrow.csv.ConvertOptions(
                check_utf8=False,
                column_types=dict(zip(names, types, strict=True)),
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid:
        return None
    columns = (pa.concat_arrays(column.chunks) for column in table.unify_dictionaries().columns if column.num_chunks)
    return [_blank_is_null(column) for column in columns], handed_back


def _blank_is_null(column: pa.Array) -> pa.Array:
    """Cells of white space alone are empty."""
    return emptied(column, places(column, _is_blank))


def _is_blank(texts: pa.Array) -> pa.Array:
    blank = np.zeros(len(texts), bool)
    _, offsets, data = texts.buffers()
    if data is not None and data.size:
        starts = np.frombuffer(offsets, np.int32, len(texts), texts.offset * 4)
        first = np.frombuffer(data, np.uint8)[np.minimum(starts, data.size - 1)]
        suspects = np.flatnonzero(BLANK_STARTS[first])
        suspected = texts.take(pa.array(suspects)).to_pylist()
        blank[suspects] = [bool(text) and text.isspace() for text in suspected]
    return pa.array(blank)


def _together(columns: list[pa.Array], numbers: np.ndarray, unlike: list[Row]) -> RowsByColumn:
    """Even lines and others in the order of the file."""
    starts = np.array([row.number for row in unlike], np.int64)
    positions = np.searchsorted(numbers, starts) + np.arange(len(unlike))
    width = len(columns)
    merged = [
        spliced(column, positions, pa.array([_cell(row, at) for row in unlike], pa.string()))
        for at, column in enumerate(columns)
    ]
    odd = {
        position: row
        for position, row in zip(positions.tolist(), unlike, strict=True)
        if row.problem or row.lines > 1 or len(row.cells) != width
    }
    every = np.insert(numbers, np.searchsorted(numbers, starts), starts).astype(np.int32)
    return RowsByColumn(merged, every, odd)


def _cell(row: Row, at: int) -> str | None:
    return row.cells[at] if at < len(row.cells) else None
