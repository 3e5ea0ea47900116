"""One line of a delimited text cut into cells: as the format wants it, or by its quotation marks read leniently.

Belongs here: what several mends need, each under a dialect that is known.
Does not belong here: which mend a line needs (``mending``, ``refitting``), which dialect (``dialect``).
"""

from __future__ import annotations

import csv
import re
from typing import NamedTuple

from dagster_project.readers.dialect import Dialect


class Mended(NamedTuple):
    """Cells of a line, and how it was mended (None: not at all)."""

    cells: list[str]
    how: str | None = None


class Piece(NamedTuple):
    """A cell as it was cut out, and whether it stood between quotation marks."""

    text: str
    is_quoted: bool


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


def without_doubles(text: str, mark: str) -> str:
    """What stands between two marks, its doubled marks single."""
    return text.replace(mark * 2, mark)


def strict_pieces(line: str, dialect: Dialect) -> list[Piece] | None:
    """The pieces of a line whose marks stand only around cells, doubled within them; None for any other."""
    mark, delimiter = re.escape(dialect.quote), re.escape(dialect.written)
    piece = re.compile(rf"(?:{mark}((?:[^{mark}]|{mark}{mark})*){mark}|([^{mark}]*?))(?={delimiter}|$)")
    pieces: list[Piece] = []
    position = 0
    while (match := piece.match(line, position)) is not None:
        quoted = match[1]
        pieces.append(Piece(match[2], False) if quoted is None else Piece(without_doubles(quoted, dialect.quote), True))
        if match.end() == len(line):
            return pieces
        position = match.end() + len(dialect.written)
    return None


def lenient_pieces(line: str, dialect: Dialect, literal: int | None = None) -> list[Piece]:
    """A mark opens only at the start of a cell and closes only before a delimiter; else it is text.

    The mark at ``literal`` is text wherever it stands.
    """
    mark, delimiter = dialect.quote, dialect.written
    pieces: list[Piece] = []
    position, end = 0, len(line)
    while True:
        opens = line.startswith(mark, position) and position != literal
        close = _close(line, position + 1, mark, delimiter) if opens else None
        if close is not None:
            pieces.append(Piece(without_doubles(line[position + 1 : close], mark), True))
            position = close + 1
        else:
            stop = line.find(delimiter, position)
            stop = end if stop < 0 else stop
            pieces.append(Piece(line[position:stop], False))
            position = stop
        if position >= end:
            return pieces
        position += len(delimiter)


def lenient_cells(line: str, dialect: Dialect, literal: int | None = None) -> list[str]:
    """The texts of ``lenient_pieces``."""
    return [piece.text for piece in lenient_pieces(line, dialect, literal)]


def _close(line: str, start: int, mark: str, delimiter: str) -> int | None:
    """Where the quoted cell ends: a mark before a delimiter that opens a cell as it should, or at the line's end."""
    position = start
    while (position := line.find(mark, position)) >= 0:
        rest = line[position + 1 :]
        if not rest or rest.startswith(delimiter):
            return position
        position += 2 if rest.startswith(mark) and rest[1:] and not rest[1:].startswith(delimiter) else 1
    return None
