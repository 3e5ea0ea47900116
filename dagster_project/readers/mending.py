"""Lines that do not come out as wide as the others, cut by what surrounds them; every mend is labelled.

Belongs here: extra, missing and foreign delimiters, quotation marks that are not in pairs.
Does not belong here: lines that are as they should be (``delimited``), what a cell means (``values``).

A mend must give exactly the width of the other lines. Where two mends do, the one whose cells look like the cells of
their columns is taken; where none does, the line is shown as it is.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from dagster_project.readers.dialect import Dialect
from dagster_project.readers.layout import is_measured

OTHER_DELIMITERS = (" ", ";", "\t", "|", ",")


class Mended(NamedTuple):
    """Cells of a line, and how it was mended (None: not at all)."""

    cells: list[str]
    how: str | None = None


class Columns:
    """What the cells of each column look like, from lines that needed no mending."""

    def __init__(self, rows: Iterable[Sequence[str]], width: int) -> None:
        self.kept = [row for row in rows if len(row) == width][:200]
        self.width = width

    @cached_property
    def shapes(self) -> list[Counter[str]]:
        """For each column how often each shape occurs; worked out when the first line has to be mended."""
        columns = zip(*self.kept, strict=True) if self.kept else [()] * self.width
        return [Counter(map(_shape, column)) for column in columns]

    def fit(self, cells: Sequence[str]) -> float:
        """How usual these cells are for their columns; 0 where nothing is known."""
        if not self.kept:
            return 0.0
        return sum(shapes[_shape(cell)] / len(self.kept) for shapes, cell in zip(self.shapes, cells, strict=False))


def _shape(cell: str) -> str:
    """28/01/2018 → 9/9/9, MG-8769 → A-9, a sentence → words."""
    if not cell.strip():
        return ""
    if len(cell) > 40 or cell.count(" ") > 3:
        return "long" if len(cell) > 60 else "words"
    plain = re.sub(r"[^\W\d_]+", "A", re.sub(r"\d+", "9", cell))
    return ("9" if is_measured(cell) else "A") + plain[:12]


def strict_cells(text: str, dialect: Dialect) -> list[str] | None:
    """The cells of a record written as the format wants it, or None."""
    try:
        records = list(
            csv.reader(
                [f"{line}\n" for line in text.split("\n")],
                delimiter=dialect.delimiter,
                quotechar=dialect.quote,
                skipinitialspace=dialect.padded,
                strict=True,
            )
        )
    except (csv.Error, TypeError):
        return None
    return records[0] if len(records) == 1 else None


def plain_cells(line: str, dialect: Dialect) -> list[str]:
    """The cells of a line without quotation marks."""
    if dialect.delimiter == " ":
        return line.split()
    return (
        [cell.lstrip(" ") for cell in line.split(dialect.delimiter)]
        if dialect.padded
        else line.split(dialect.delimiter)
    )


def mended_cells(line: str, dialect: Dialect, columns: Columns) -> Mended:
    """The cells of a line that is not as wide as the others, or whose quotation marks are not in pairs."""
    candidates = [
        *_with_backslashes(line, dialect),
        *_by_borders(line, dialect),
        *_without_extra(line, dialect),
        *_with_missing(line, dialect),
        *_with_another(line, dialect),
    ]
    right = [mended for mended in candidates if len(mended.cells) == dialect.width]
    if not right:
        return Mended(strict_cells(line, dialect) or _lenient(line, dialect))
    return max(
        enumerate(right),
        key=lambda item: (round(columns.fit(item[1].cells) - _left_over(item[1].cells, dialect), 3), -item[0]),
    )[1]


def _left_over(cells: Sequence[str], dialect: Dialect) -> float:
    """What a wrong cut leaves in cells: marks beside delimiters, marks not in pairs, a blank or a mark at the start."""
    mark, delimiter = dialect.quote, dialect.delimiter
    borders = sum(1 for cell in cells if mark + delimiter + mark in cell or mark + delimiter * 2 in cell)
    starts = sum(1 for cell in cells if cell[:1] in (" ", mark, delimiter))
    halves = sum(1 for cell in cells if mark + delimiter in cell or not _is_paired(cell, mark))
    return borders + 0.5 * (starts + halves)


def _with_backslashes(line: str, dialect: Dialect) -> list[Mended]:
    mark = dialect.quote
    if f"\\{mark}" not in line or (mark == "'" and not dialect.backslashes):
        return []
    hidden = line.replace(f"\\{mark}", "\x00")
    cells = strict_cells(hidden, dialect)
    if cells is None:
        cells = next((mended.cells for mended in _by_borders(hidden, dialect)), None)
    return [] if cells is None else [Mended([cell.replace("\x00", mark) for cell in cells], "backslash_quote")]


def _pieces(line: str, dialect: Dialect) -> list[str] | None:
    """What stands between the quotation marks of a line whose cells are all quoted."""
    mark, text = dialect.quote, line.strip(" ") if dialect.delimiter != "\t" else line
    if len(text) < 2 or not (text.startswith(mark) and text.endswith(mark)):
        return None
    return text[1:-1].split(mark + dialect.written + mark)


def _plain(piece: str, mark: str) -> str:
    return piece.replace(mark * 2, mark)


def _by_borders(line: str, dialect: Dialect) -> list[Mended]:
    """Cells end only where a mark, the delimiter and a mark meet; any other mark is text."""
    mark = dialect.quote
    pieces = _pieces(line, dialect)
    found = []
    if pieces is not None:
        found.append(Mended([_plain(piece, mark) for piece in pieces], "stray_quote"))
        if pieces[-1:] == [mark]:
            found.append(Mended([*(_plain(piece, mark) for piece in pieces[:-1]), mark], "stray_quote"))
    lenient = _lenient(line, dialect)
    return [*found, Mended(lenient, "stray_quote")]


def _lenient(line: str, dialect: Dialect) -> list[str]:
    """A mark opens only at the start of a cell and closes only before a delimiter; else it is text."""
    mark, delimiter = dialect.quote, dialect.written
    cells: list[str] = []
    position, end = 0, len(line)
    while True:
        close = _close(line, position + 1, mark, delimiter) if line[position : position + 1] == mark else None
        if close is not None:
            cells.append(_plain(line[position + 1 : close], mark))
            position = close + 1
        else:
            stop = line.find(delimiter, position)
            stop = end if stop < 0 else stop
            cells.append(line[position:stop])
            position = stop
        if position >= end:
            return cells
        position += len(delimiter)


def _close(line: str, start: int, mark: str, delimiter: str) -> int | None:
    """Where the quoted cell ends: a mark before a delimiter that opens a cell as it should, or at the line's end."""
    position = start
    while (position := line.find(mark, position)) >= 0:
        rest = line[position + 1 :]
        if not rest or rest.startswith(delimiter):
            return position
        position += 2 if rest.startswith(mark) and rest[1:] and not rest[1:].startswith(delimiter) else 1
    return None


def _without_extra(line: str, dialect: Dialect) -> list[Mended]:
    """Where every other cell is quoted, a bare blank one is a delimiter too many."""
    mark, delimiter, width = dialect.quote, dialect.written, dialect.width
    for extra in (1, 2):
        doubled = mark + delimiter * (1 + extra) + mark
        text = line
        if text.startswith(delimiter * extra + mark):
            text = text[len(delimiter) * extra :]
        elif text.endswith(mark + delimiter * extra):
            text = text[: -len(delimiter) * extra]
        elif doubled in text:
            text = text.replace(doubled, mark + delimiter + mark, 1)
        else:
            continue
        cells = strict_cells(text, dialect)
        pieces = _pieces(text, dialect)
        if pieces is not None and len(pieces) == width:
            return [
                Mended(cells if cells and len(cells) == width else [_plain(p, mark) for p in pieces], "extra_delimiter")
            ]
    return []


def _with_missing(line: str, dialect: Dialect) -> list[Mended]:
    """Where two quoted cells touch, a delimiter is missing; tried at every place two marks stand together."""
    mark = dialect.quote
    pieces = _pieces(line, dialect)
    if pieces is None or len(pieces) != dialect.width - 1:
        return []
    found = []
    for at, piece in enumerate(pieces):
        for position in range(len(piece) - 1, 0, -1):
            if piece[position - 1 : position + 1] != mark * 2:
                continue
            left, right = piece[: position - 1], piece[position + 1 :]
            if _is_paired(left, mark) and _is_paired(right, mark):
                cells = [*pieces[:at], left, right, *pieces[at + 1 :]]
                found.append(Mended([_plain(cell, mark) for cell in cells], "missing_delimiter"))
    return found


def _is_paired(text: str, mark: str) -> bool:
    return text.count(mark) % 2 == 0


def _with_another(line: str, dialect: Dialect) -> list[Mended]:
    """A line on its own delimiter or quotation mark."""
    found = []
    for delimiter in OTHER_DELIMITERS:
        for mark in (dialect.quote, "'"):
            if (delimiter, mark) == (dialect.delimiter, dialect.quote) or delimiter not in line:
                continue
            other = Dialect(delimiter, mark, dialect.width)
            pieces = _pieces(line, other)
            if pieces is not None and len(pieces) == dialect.width:
                cells = strict_cells(line, other)
                if cells is None or len(cells) != dialect.width:
                    cells = [_plain(piece, mark) for piece in pieces]
                found.append(Mended(cells, "another_delimiter"))
            elif not ('"' in line or "'" in line) and len(line.split(delimiter)) == dialect.width and delimiter != " ":
                found.append(Mended(line.split(delimiter), "another_delimiter"))
    return found
