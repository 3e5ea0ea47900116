"""What the cells of each column look like, told from the lines of a file that needed no mending.

Belongs here: how likely a cell is in a column. Does not belong here: cutting lines
(``cutting``), and what a column is called or means: nothing here knows a header.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from math import log

from dagster_project.readers.layout import is_measured

KEPT_ROWS = 200
LEAST_ROWS = 10
LOOKS, NEW_LOOKS = 4, 2
LONG, PROSE_BLANKS, EXACT = 60, 3, 24


class Columns:
    """The looks of each column of a file, from the rows that are as wide as most.

    ``decide`` says whether looks alone may cut a line; of county files nothing is cut again.
    ``asked`` counts the cells whose likelihood was asked for.
    """

    def __init__(self, rows: Iterable[Sequence[str]], width: int, decide: bool = True) -> None:
        self.kept = [row for row in rows if len(row) == width][:KEPT_ROWS]
        self.width, self.decide = width, decide
        self.asked = 0

    @cached_property
    def looks(self) -> list[tuple[Counter[str], ...]]:
        """For each column how often each look occurs; worked out when the first line has to be mended."""
        columns = zip(*self.kept, strict=True) if self.kept else [()] * self.width
        return [tuple(map(Counter, zip(*map(looks_of, column), strict=True))) for column in columns]

    @cached_property
    def least(self) -> float:
        """How likely a row must be to pass for one of this file: as likely as the less usual ones, with a few new looks.

        More than any row is where too few rows are known, or looks may not decide.
        """
        if not self.decide or len(self.kept) < LEAST_ROWS:
            return float("inf")
        known = sorted(sum(self.likely(at, cell, 1) for at, cell in enumerate(row)) for row in self.kept)
        return known[len(known) // 4] - NEW_LOOKS * log(len(self.kept) + 1)

    def holds(self, cells: Sequence[str]) -> bool:
        """Whether a row passes for one of this file."""
        least = self.least
        return least < float("inf") and sum(self.likely(at, cell) for at, cell in enumerate(cells)) >= least

    def fit(self, cells: Sequence[str]) -> float:
        """For each cell the share of rows that look like it there, added up; 0 where nothing is known."""
        if not self.kept:
            return 0.0
        return sum(
            sum(counts[look] for counts, look in zip(self.looks[at], looks_of(cell), strict=True))
            for at, cell in enumerate(cells[: self.width])
        ) / (LOOKS * len(self.kept))

    def likely(self, column: int, cell: str, own: int = 0) -> float:
        """The logarithm of how likely this kind, this shape, this exact shape and this very text are for a column.

        ``own`` is 1 for a cell that was counted itself. What never occurred counts as half a time.
        """
        self.asked += 1
        seen = zip(self.looks[column], looks_of(cell), strict=True)
        return sum(self._logs[counts[look] - own] for counts, look in seen)

    @cached_property
    def _logs(self) -> list[float]:
        """For what occurred n times, the logarithm of its share."""
        return [log(count + 0.5) - log(len(self.kept) + 1) for count in range(len(self.kept) + 1)]

    @cached_property
    def ceilings(self) -> list[float]:
        """At most how likely the cells from each column on can be, together."""
        most = [sum(self._logs[max(counts.values())] for counts in looks) for looks in self.looks]
        return [sum(most[at:]) for at in range(self.width + 1)]


@lru_cache(maxsize=8192)
def looks_of(cell: str) -> tuple[str, str, str, str]:
    """Its kind, its shape (28/01/2018 → 9/9/9, MG-8769 → A-9), its exact shape (99/99/9999) and, of words, the text."""
    if not cell.strip():
        return "", "", "", ""
    if len(cell) > LONG or cell.count(" ") > PROSE_BLANKS:
        how_long = "long" if len(cell) > LONG else "words"
        return "t", how_long, how_long, cell[:LONG]
    kind = "9" if is_measured(cell) else "t"
    shape = kind + re.sub(r"[^\W\d_]+", "A", re.sub(r"\d+", "9", cell))[:12]
    exact = re.sub(r"[^\W\d_]", "A", re.sub(r"\d", "9", cell))[:EXACT]
    return kind, shape, exact, exact if kind == "9" else cell
