"""Lines whose cells were cut in the wrong places, cut again so that each cell looks like those of its column.

Belongs here: a delimiter that is missing, too many, unquoted inside a cell, or another one, where only the looks of
the columns can tell. Does not belong here: what quotation marks tell (``mending``), the looks (``column_looks``).

Nothing is guessed: a new cut must make a row as likely as the rows that needed no mending, and some times as likely as
any other way to cut it. Where two ways are about as likely, the line is shown as it is. After so much work
no further line is tried: a file most of whose lines would have to be cut again is made otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import log
from typing import NamedTuple

from dagster_project.readers.column_looks import Columns
from dagster_project.readers.cutting import Mended, Piece, lenient_pieces, strict_pieces
from dagster_project.readers.dialect import Dialect

NO_MENDS = ("short_row", "long_row")
MARGIN = log(20)
INSIDE_A_RUN = log(2)
LONGEST_HALF = 40
MOST_EXTRA_PIECES, LONGEST_LINE = 20, 4000
MOST_ASKED = 600_000
OTHER_DELIMITERS = (" ", ";", "\t", "|", ",")


class _Way(NamedTuple):
    """One way to cut a line, the logarithm of how likely the row is that comes of it, and how it was mended."""

    likely: float
    cells: list[str]
    how: str


def refitted(line: str, dialect: Dialect, columns: Columns) -> Mended | None:
    """The line as the looks of its columns cut it, where they leave no doubt."""
    if len(line) > LONGEST_LINE or columns.asked > MOST_ASKED or columns.least == float("inf"):
        return None
    best = _clearest(_ways(line, dialect, columns), columns)
    return Mended(best.cells, best.how) if best and best.how not in NO_MENDS else None


def _ways(line: str, dialect: Dialect, columns: Columns) -> Iterator[_Way]:
    pieces, width = _pieces(line, dialect), dialect.width
    if len(pieces) == width - 1 > 1:
        yield from _split(pieces, columns)
        yield from _with_a_blank([piece.text for piece in pieces], columns)
    if len(pieces) > width:
        yield from _as_long_row(pieces, columns)
        yield from _without_blanks(pieces, columns)
        yield from _grouped(pieces, dialect.written, columns, "unquoted_delimiter")
    for delimiter in OTHER_DELIMITERS:
        if delimiter != dialect.delimiter and line.count(delimiter) >= width - 1:
            others = _pieces(line, Dialect(delimiter, dialect.quote, width))
            yield from _grouped(others, delimiter, columns, "another_delimiter")


def _pieces(line: str, dialect: Dialect) -> list[Piece]:
    return strict_pieces(line, dialect) or lenient_pieces(line, dialect)


def _clearest(ways: Iterable[_Way], columns: Columns) -> _Way | None:
    """The way that is likely enough and stands out from all others."""
    best: _Way | None = None
    second = float("-inf")
    for way in ways:
        if best is None or way.likely > best.likely:
            if best is not None and best.cells != way.cells:
                second = max(second, best.likely)
            best = way
        elif way.cells != best.cells:
            second = max(second, way.likely)
    return best if best and best.likely >= columns.least and best.likely - second >= MARGIN else None


def _split(pieces: Sequence[Piece], columns: Columns) -> Iterator[_Way]:
    """One cell cut into two, anywhere."""
    cells = [piece.text for piece in pieces]
    before, after = _running(cells, columns)
    for at, cell in enumerate(cells):
        rest = before[at] + after[at + 1]
        if pieces[at].is_quoted or rest < columns.least:
            continue
        for cut in range(1, len(cell)):
            if cut > LONGEST_HALF and len(cell) - cut > LONGEST_HALF:
                continue
            left, right = cell[:cut], cell[cut:]
            likely = rest + columns.likely(at, left) + columns.likely(at + 1, right)
            is_inside = (left[-1].isalpha() and right[0].isalpha()) or (left[-1].isdigit() and right[0].isdigit())
            yield _Way(
                likely - INSIDE_A_RUN * is_inside, [*cells[:at], left, right, *cells[at + 1 :]], "missing_delimiter"
            )


def _with_a_blank(cells: Sequence[str], columns: Columns) -> Iterator[_Way]:
    """A blank cell put in anywhere; at the end too, which is how a short row is shown anyway."""
    before, after = _running(cells, columns)
    for at in range(len(cells) + 1):
        how = "missing_delimiter" if at < len(cells) else "short_row"
        yield _Way(before[at] + columns.likely(at, "") + after[at], [*cells[:at], "", *cells[at:]], how)


def _running(cells: Sequence[str], columns: Columns) -> tuple[list[float], list[float]]:
    """How likely the first n cells are where they stand, and of the cells from n on, moved one column on."""
    before, after = [0.0], [0.0]
    for at, cell in enumerate(cells):
        before.append(before[-1] + columns.likely(at, cell))
    for at in range(len(cells) - 1, -1, -1):
        after.append(after[-1] + columns.likely(at + 1, cells[at]))
    return before, after[::-1]


def _as_long_row(pieces: Sequence[Piece], columns: Columns) -> Iterator[_Way]:
    """A row that is right as far as the columns go, with something written behind it: no mend, but a way to read it."""
    cells = [piece.text for piece in pieces]
    if any(map(str.strip, cells[columns.width :])):
        fit = sum(columns.likely(at, cell) for at, cell in enumerate(cells[: columns.width]))
        yield _Way(fit - log(len(columns.kept) + 1), cells, "long_row")


def _without_blanks(pieces: Sequence[Piece], columns: Columns) -> Iterator[_Way]:
    """One or two blank cells left out."""
    cells = [piece.text for piece in pieces]
    blanks = [at for at, piece in enumerate(pieces) if not piece.text.strip() and not piece.is_quoted]
    extra = len(cells) - columns.width
    if extra == 1:
        chosen = [(at,) for at in blanks]
    elif extra == 2 and len(blanks) <= MOST_EXTRA_PIECES:
        chosen = [(first, second) for first in blanks for second in blanks if first < second]  # type: ignore[misc]
    else:
        return
    for left_out in chosen:
        kept = [cell for at, cell in enumerate(cells) if at not in left_out]
        yield _Way(sum(columns.likely(at, cell) for at, cell in enumerate(kept)), kept, "extra_delimiter")


def _grouped(pieces: Sequence[Piece], delimiter: str, columns: Columns, how: str) -> Iterator[_Way]:
    """The two best ways to join neighbouring pieces into as many cells as there are columns; no quoted piece is joined.

    From column to column only what can still become likely enough is followed.
    """
    width, count = columns.width, len(pieces)
    if not width <= count <= width + MOST_EXTRA_PIECES:
        return
    ways: dict[int, list[tuple[float, tuple[str, ...]]]] = {0: [(0.0, ())]}
    for column in range(width):
        least = columns.least - columns.ceilings[column + 1]
        following: dict[int, list[tuple[float, tuple[str, ...]]]] = {}
        for start, known in ways.items():
            for end in range(start + 1, count - (width - column - 1) + 1):
                if end > start + 1 and not _may_join(pieces[start:end]):
                    if pieces[start].is_quoted or pieces[end - 1].is_quoted or not pieces[start].text:
                        break
                    continue
                text = delimiter.join(piece.text for piece in pieces[start:end])
                own = columns.likely(column, text)
                if known[0][0] + own >= least:
                    following.setdefault(end, []).extend((likely + own, (*cells, text)) for likely, cells in known)
        ways = {end: sorted(found, reverse=True)[:2] for end, found in following.items()}
    for likely, cells in ways.get(count, []):
        yield _Way(likely, list(cells), how)


def _may_join(pieces: Sequence[Piece]) -> bool:
    return not any(piece.is_quoted for piece in pieces) and bool(pieces[0].text and pieces[-1].text)
