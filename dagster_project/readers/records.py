"""Delimited text of any origin to rows: the file's own dialect, and lines mended where they can be.

Belongs here: the order of the attempts for each record. Does not belong here: which dialect (``dialect``), how a line
is mended (``mending``), the strict reading of county files, where nothing is mended (``delimited``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from dagster_project.readers.column_looks import Columns
from dagster_project.readers.cutting import Mended, plain_cells, strict_cells
from dagster_project.readers.delimited import over_lines, split_line
from dagster_project.readers.dialect import SEPARATOR_LINE, Dialect, dialect_of
from dagster_project.readers.encoding import Decoded, decode_lines
from dagster_project.readers.fixed_width import fields_of
from dagster_project.readers.grid import FileContent, ReadError, Row, Sheet
from dagster_project.readers.mending import is_doubtful, mended_cells

SAMPLE_LINES = 400


def read_records(data: bytes, most_characters: int = 1_000_000, by_looks: bool = True) -> FileContent:
    """One nameless sheet: every line of the file, mended where it can be. Raises ReadError for a cell too long.

    Without ``by_looks`` only lines with quotation marks are mended, by those marks.
    """
    decoded = decode_lines(data)
    _refuse_long(decoded.lines, most_characters)
    dialect = dialect_of(decoded.lines)
    if dialect is None or (dialect.delimiter == " " and _stand_below_each_other(decoded, dialect)):
        return _without_delimiter(decoded)
    form = "tsv" if dialect.delimiter == "\t" else "csv"
    return FileContent(form, decoded.encoding, (Sheet("", False, rows_of(decoded, dialect, by_looks), []),))


def cell_too_long(row: int, length: int, most: int) -> ReadError:
    """The refusal of a cell no person can have written."""
    return ReadError(
        "cell_too_long",
        f"第 {row} 行有一个单元格长达 {length} 字，超出限度（cell_characters = {most}），未予读取。请检查后重新报送。",
        f"A cell of row {row} has {length} characters, more than allowed (cell_characters = {most}). Check it, send again.",
    )


def _refuse_long(lines: Sequence[str], most: int) -> None:
    for at, line in enumerate(lines):
        if len(line) > most:
            longest = max(map(len, re.split("[,;\t|]", line)))
            if longest > most:
                raise cell_too_long(at + 1, longest, most)


def _stand_below_each_other(decoded: Decoded, dialect: Dialect) -> bool:
    """Whether blanks are only what keeps columns of fixed width apart."""
    return not any(dialect.quote in line for line in decoded.lines[:SAMPLE_LINES]) and bool(fields_of(decoded.lines))


def _without_delimiter(decoded: Decoded) -> FileContent:
    """Columns of fixed width, else one cell a line."""
    fields = fields_of(decoded.lines)
    rows = [
        _row(at + 1, cells, "undecodable" if at in decoded.damaged else None)
        for at, cells in enumerate(fields or [[line.strip()] for line in decoded.lines])
    ]
    return FileContent("fixed_width" if fields else "text", decoded.encoding, (Sheet("", False, rows, []),))


def rows_of(decoded: Decoded, dialect: Dialect, by_looks: bool = True) -> list[Row]:
    """Rows in order; the sum of their ``lines`` is the number of physical lines."""
    lines, damaged = decoded.lines, decoded.damaged
    sample = _cells_of_sample(lines, dialect)
    columns, widths = Columns(sample, dialect.width, by_looks), _usual_widths(sample, dialect)
    rows: list[Row] = []
    index = 0
    is_head = True
    while index < len(lines):
        mended, taken = _record(lines, index, dialect, columns, widths, is_head)
        is_head = is_head and not (len(mended.cells) == dialect.width and sum(map(bool, mended.cells)) > 1)
        is_damaged = bool(damaged) and any(at in damaged for at in range(index, index + taken))
        rows.append(_row(index + 1, mended.cells, "undecodable" if is_damaged else None, taken, mended.how))
        index += taken
    return rows


def _cells_of_sample(lines: Sequence[str], dialect: Dialect) -> list[list[str]]:
    sample = lines[:: len(lines) // SAMPLE_LINES + 1]
    found = (
        plain_cells(line, dialect) if dialect.quote not in line else strict_cells(line, dialect) for line in sample
    )
    return [cells for cells in found if cells is not None]


def _usual_widths(sample: Sequence[Sequence[str]], dialect: Dialect) -> frozenset[int]:
    """Widths that many lines have: those of several tables, none of which is to be mended into the other.

    Where blanks part the cells, a wider line is more likely one whose cells hold blanks.
    """
    if dialect.delimiter == " ":
        return frozenset({dialect.width})
    counts = Counter(len(cells) for cells in sample if len(cells) > 1)
    return frozenset({dialect.width, *(width for width, count in counts.items() if count >= max(3, len(sample) // 6))})


def _record(
    lines: Sequence[str], index: int, dialect: Dialect, columns: Columns, widths: frozenset[int], is_head: bool
) -> tuple[Mended, int]:
    line = lines[index]
    if not line.strip():
        return Mended([]), 1
    if index == 0 and SEPARATOR_LINE.fullmatch(line):
        return Mended([line.strip().strip('"')]), 1
    if dialect.quote not in line:
        cells = plain_cells(line, dialect)
        if len(cells) in widths or (len(cells) > 1 and not columns.decide):
            return Mended(cells), 1
    if '="' in line and dialect.quote == '"' and dialect.delimiter in ",;\t":
        protected = split_line(line, dialect.delimiter, dialect.width)
        if protected is not None and len(protected) == dialect.width:
            return Mended(protected), 1
    strict = strict_cells(line, dialect)
    if (
        strict is not None
        and len(strict) in widths
        and not (dialect.quote in "".join(strict) and is_doubtful(line, dialect))
    ):
        return Mended(strict), 1
    several = _over_lines(lines, index, dialect)
    if several is not None:
        return several
    return mended_cells(line, dialect, columns, is_head), 1


def _over_lines(lines: Sequence[str], index: int, dialect: Dialect) -> tuple[Mended, int] | None:
    """A record whose quoted cell goes on for some lines and leaves exactly the usual width."""
    mark = dialect.quote
    if lines[index].count(mark) % 2 == 0:
        return None
    found = over_lines(lines, index, delimiter=dialect.delimiter, quotechar=mark, skipinitialspace=dialect.padded)
    return (Mended(found[0]), found[1]) if found is not None and len(found[0]) == dialect.width else None


def _row(number: int, cells: Sequence[str], problem: str | None = None, lines: int = 1, how: str | None = None) -> Row:
    shown = [cell if cell and not cell.isspace() else None for cell in cells]
    types = "".join(["e" if cell is None else "t" for cell in shown])
    if "t" not in types:
        shown, types = [], ""
    return Row(number, shown, types, problem, lines, how)
