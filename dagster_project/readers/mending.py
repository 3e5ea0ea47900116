"""Lines that do not come out as wide as the others, cut by what surrounds them; every mend is labelled.

Belongs here: extra, missing and foreign delimiters, quotation marks that are not in pairs.
Does not belong here: lines that are as they should be (``delimited``), what a cell means (``values``).

A mend must give exactly the width of the other lines. Where two mends do, the one whose cells look like the cells of
their columns is taken; where none does, the line is shown as it is. What no quotation mark tells is left to
``refitting``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dagster_project.readers.column_looks import Columns
from dagster_project.readers.cutting import Mended, lenient_cells, lenient_pieces, strict_cells, without_doubles
from dagster_project.readers.dialect import Dialect
from dagster_project.readers.layout import is_measured
from dagster_project.readers.refitting import OTHER_DELIMITERS, refitted

MOST_PLACES = 60


def mended_cells(line: str, dialect: Dialect, columns: Columns, is_head: bool = False) -> Mended:
    """The cells of a line that is not as wide as the others, or whose quotation marks are not in pairs.

    ``is_head`` says that no line as wide as the others stands above it, so that it may be the header.
    """
    candidates = [
        *_as_it_stands(line, dialect, is_head),
        *_with_backslashes(line, dialect),
        *_by_borders(line, dialect),
        *_with_a_literal_mark(line, dialect),
        *_without_extra(line, dialect),
        *_with_missing(line, dialect),
        *_parted_at_marks(line, dialect),
        *_with_another(line, dialect),
        *(_as_header(line, dialect) if is_head else []),
    ]
    right = [mended for mended in candidates if len(mended.cells) == dialect.width]
    best = max(right, key=lambda mended: columns.fit(mended.cells) - _left_over(mended.cells, dialect), default=None)
    if not is_head and (best is None or not columns.holds(best.cells)):
        best = refitted(line, dialect, columns) or best
    if best is None or best.how is None:
        return Mended(strict_cells(line, dialect) or lenient_cells(line, dialect))
    return best


def _left_over(cells: Sequence[str], dialect: Dialect) -> float:
    """What a wrong cut leaves in cells: marks beside delimiters, marks not in pairs, a blank or a mark at the start."""
    mark, delimiter = dialect.quote, dialect.delimiter
    borders = sum(1 for cell in cells if mark + delimiter + mark in cell or mark + delimiter * 2 in cell)
    starts = sum(1 for cell in cells if cell[:1] in (" ", mark, delimiter))
    halves = sum(1 for cell in cells if mark + delimiter in cell or not _is_paired(cell, mark))
    return borders + 0.5 * (starts + halves)


def is_doubtful(line: str, dialect: Dialect) -> bool:
    """Whether a single mark stands between characters that are no delimiter: in the middle of some cell."""
    mark, border = re.escape(dialect.quote), re.escape(dialect.delimiter)
    return re.search(rf"[^{mark}{border}]{mark}[^{mark}{border}]", line.strip()) is not None


def _as_it_stands(line: str, dialect: Dialect, is_head: bool) -> list[Mended]:
    """A line that needs no mending: its marks are text, as in 8'9" without quotation, or it only lacks its last cell."""
    cells = strict_cells(line, dialect)
    if cells is None:
        return []
    return [Mended([*cells, ""] if len(cells) == dialect.width - 1 and not is_head else cells)]


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


def _by_borders(line: str, dialect: Dialect) -> list[Mended]:
    """Cells end only where a mark, the delimiter and a mark meet; any other mark is text."""
    mark = dialect.quote
    pieces = _pieces(line, dialect)
    found = []
    if pieces is not None:
        found.append(Mended([without_doubles(piece, mark) for piece in pieces], "stray_quote"))
        if pieces[-1:] == [mark]:
            found.append(Mended([*(without_doubles(piece, mark) for piece in pieces[:-1]), mark], "stray_quote"))
    lenient = lenient_cells(line, dialect)
    return [*found, Mended(lenient, "stray_quote")]


def _with_a_literal_mark(line: str, dialect: Dialect) -> list[Mended]:
    """Where marks are not in pairs, one that opens a cell may be text: each such cell is tried without quotation."""
    mark, delimiter = dialect.quote, dialect.written
    if _is_paired(line, mark):
        return []
    openings = [match.end() for match in re.finditer(f"^|{re.escape(delimiter)}", line)]
    found = []
    for at in openings[:MOST_PLACES]:
        if line.startswith(mark, at):
            hidden = strict_cells(f"{line[:at]}\x00{line[at + 1 :]}", dialect)
            cells = [cell.replace("\x00", mark) for cell in hidden] if hidden else lenient_cells(line, dialect, at)
            found.append(Mended(cells, "stray_quote"))
    return found


def _parted_at_marks(line: str, dialect: Dialect) -> list[Mended]:
    """A delimiter put in beside a mark, wherever that leaves the width and marks the format allows."""
    mark, delimiter = dialect.quote, dialect.delimiter
    places = [match.start() for match in re.finditer(re.escape(mark), line)]
    if not _is_paired(line, mark) or len(places) > MOST_PLACES:
        return []
    found = []
    for at in sorted({*places, *(place + 1 for place in places)} - {0, len(line)}):
        if line[at - 1] != delimiter and line[at] != delimiter:
            cells = strict_cells(line[:at] + delimiter + line[at:], dialect)
            if cells is not None and len(cells) == dialect.width:
                found.append(Mended(cells, "missing_delimiter"))
    return found


def _as_header(line: str, dialect: Dialect) -> list[Mended]:
    """A line of words above all others: with the one blank too many left out, or cut at blanks beside quoted cells."""
    found = []
    cells = lenient_cells(line, dialect)
    words = [cell for cell in cells if cell.strip()]
    if len(cells) == dialect.width + 1 and len(words) == dialect.width:
        found.append(Mended(words, "extra_delimiter"))
    parts = lenient_pieces(line, Dialect(" ", dialect.quote, dialect.width))
    if dialect.delimiter != " " and len(cells) == 1 and sum(part.is_quoted for part in parts) >= 2:
        found.append(Mended([part.text for part in parts], "another_delimiter"))
    return [mended for mended in found if not any(map(is_measured, mended.cells))]


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
                Mended(
                    cells if cells and len(cells) == width else [without_doubles(p, mark) for p in pieces],
                    "extra_delimiter",
                )
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
                found.append(Mended([without_doubles(cell, mark) for cell in cells], "missing_delimiter"))
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
                    cells = [without_doubles(piece, mark) for piece in pieces]
                found.append(Mended(cells, "another_delimiter"))
            elif not ('"' in line or "'" in line) and len(line.split(delimiter)) == dialect.width and delimiter != " ":
                found.append(Mended(line.split(delimiter), "another_delimiter"))
    return found
