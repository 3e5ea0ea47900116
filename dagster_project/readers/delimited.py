"""Delimited text to rows, with every physical line accounted for.

Belongs here: choosing the delimiter, quotes, records over several lines, and the ledger of lines.
Does not belong here: encodings (``encoding``).

Why not Python's csv or DuckDB alone: one unterminated quote makes either swallow all lines after it.
Here it costs the line it stands on: a quote must close at the end of a cell, within a few lines, and
leave a record no wider than the others.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Any

from dagster_project.readers.encoding import Decoded, decode_lines
from dagster_project.readers.grid import FileContent, Row, Sheet

DELIMITERS = (",", "\t", ";", "|")
CONTROLS = tuple(map(chr, (*range(1, 9), *range(14, 32))))  # \x01 is Hive's; nobody writes one into a text
LEAST_AGREEING_ON_A_CONTROL = 0.9
LINES_IN_ONE_RECORD = 30
PROTECTED = re.compile(r'="([^"]*)"')


def read_delimited(data: bytes) -> FileContent:
    """One nameless sheet with every line of the file."""
    decoded = decode_lines(data)
    delimiter = choose_delimiter(decoded.lines)
    rows = list(rows_of(decoded, delimiter))
    form = {"\t": "tsv", None: "text"}.get(delimiter, "csv")
    return FileContent(form, decoded.encoding, (Sheet("", False, rows, []),))


def choose_delimiter(lines: Sequence[str]) -> str | None:
    """The delimiter most lines agree on, or None where there is none."""
    sample = list(islice((line for line in lines if line.strip()), 100))
    if sample and sample[0].lower().startswith("sep=") and len(sample[0].strip()) == 5:
        return sample[0][4]
    control = _control_of(sample)
    if control:
        return control
    best: tuple[int, int, str] | None = None
    for delimiter in DELIMITERS:
        counts = Counter(count for line in sample if (count := _outside_quotes(line).count(delimiter)))
        if not counts:
            continue
        count, agreeing = max(counts.items(), key=lambda item: (item[1] * min(item[0], 4), item[0]))
        score = agreeing * min(count, 4)
        if agreeing * 3 >= len(sample) and (best is None or (score, count) > best[:2]):
            best = (score, count, delimiter)
    return best[2] if best else None


def _control_of(sample: Sequence[str]) -> str | None:
    """A control character that stands equally often in nearly every line."""
    for delimiter in CONTROLS:
        counts = Counter(count for line in sample if (count := line.count(delimiter)))
        if counts and max(counts.values()) >= LEAST_AGREEING_ON_A_CONTROL * len(sample):
            return delimiter
    return None


def _outside_quotes(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line) if '"' in line else line


def rows_of(decoded: Decoded, delimiter: str | None) -> list[Row]:
    """Rows in order; the sum of their ``lines`` equals the number of physical lines."""
    lines, damaged = decoded.lines, decoded.damaged
    if delimiter is None:
        return [_row(i + 1, [line], "undecodable" if i in damaged else None) for i, line in enumerate(lines)]
    width = usual_width(lines, delimiter)
    rows: list[Row] = []
    index = 0
    while index < len(lines):
        rows.append(record_at(lines, index, delimiter, width, damaged))
        index += rows[-1].lines
    return rows


def record_at(lines: Sequence[str], index: int, delimiter: str, width: int, damaged: frozenset[int]) -> Row:
    """The record that starts on the line at ``index``."""
    line = lines[index]
    problem = "undecodable" if index in damaged else None
    if '"' not in line:
        return plain_row(index + 1, line, delimiter, problem)
    taken = 1
    cells = split_line(line, delimiter, width)
    if cells is None:
        cells, taken = over_lines(lines, index, delimiter=delimiter) or (None, 1)
        if cells is not None and len(cells) != width:
            cells, taken = None, 1
        problem = problem or (None if cells is not None else "unterminated_quote")
        if any(i in damaged for i in range(index, index + taken)):
            problem = "undecodable"
    return _row(index + 1, line.split(delimiter) if cells is None else cells, problem, taken)


def plain_row(number: int, line: str, delimiter: str, problem: str | None = None) -> Row:
    """A line without quotation marks: each delimiter ends a cell."""
    return _row(number, line.split(delimiter) if line else [], problem)


def split_line(line: str, delimiter: str, width: int = 0) -> list[str] | None:
    """Cells of one physical line, or None if its quotes do not close or leave another width than ``width``."""
    if '="' in line and line.count('"') % 2 == 0:
        line = PROTECTED.sub(r'"\1"', line)
    if line.count('"') % 2 == 0:
        try:
            return next(csv.reader([line], delimiter=delimiter, strict=True))
        except (csv.Error, StopIteration):
            pass
    cells = _tokenize(line, delimiter)
    return cells if cells is not None and width in (0, len(cells)) else None


def _tokenize(text: str, delimiter: str) -> list[str] | None:
    """A quote opens only at the start of a cell and closes only at its end; elsewhere it is a character."""
    cells: list[str] = []
    position, end = 0, len(text)
    while True:
        if position < end and text[position] == '"':
            close = _closing_quote(text, position + 1, delimiter)
            if close is None:
                return None
            cells.append(text[position + 1 : close].replace('""', '"'))
            position = close + 1
        else:
            stop = text.find(delimiter, position)
            stop = end if stop < 0 else stop
            cells.append(text[position:stop])
            position = stop
        if position >= end:
            return cells
        position += 1


def _closing_quote(text: str, start: int, delimiter: str) -> int | None:
    position = start
    while (position := text.find('"', position)) >= 0:
        following = text[position + 1 : position + 2]
        if following == '"':
            position += 2
            continue
        if not following or following == delimiter:
            return position
        position += 1
    return None


def over_lines(lines: Sequence[str], index: int, **written: Any) -> tuple[list[str], int] | None:
    """The record that begins on the line at ``index`` and ends on a later one: its cells and how many lines it takes.

    Read once and strictly, as ``written`` (the reader's own words: ``delimiter``, ``quotechar`` …): leniency would let
    an unterminated quote close at the next quoted cell and swallow a line, and trying each length anew takes its square.
    """
    following = lines[index : index + LINES_IN_ONE_RECORD]
    reader = csv.reader((f"{line}\n" for line in following), strict=True, **written)
    try:
        cells = next(reader)
    except (csv.Error, TypeError):
        return None
    return (cells, reader.line_num) if reader.line_num > 1 else None


def usual_width(lines: Sequence[str], delimiter: str) -> int:
    """The number of cells most lines have, told from the first of them."""
    having = (line for line in lines if delimiter in line and not line.lower().startswith("sep="))
    sample = list(islice(having, 2000))
    bare = [line for line in sample if '"' not in line]
    widths = Counter(line.count(delimiter) + 1 for line in bare)
    if len(bare) * 2 < len(sample):
        quoted = (split_line(line, delimiter) for line in sample if '"' in line)
        widths.update(len(cells) for cells in quoted if cells is not None)
    return widths.most_common(1)[0][0] if widths else 0


def _row(number: int, cells: list[str], problem: str | None = None, lines: int = 1) -> Row:
    shown = [cell if cell and not cell.isspace() else None for cell in cells]
    types = "".join(["e" if cell is None else "t" for cell in shown])
    if "e" in types and not types.strip("e"):
        shown, types = [], ""
    return Row(number, shown, types, problem, lines)
