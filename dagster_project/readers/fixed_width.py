"""Lines whose cells stand below each other, separated by blanks alone.

Belongs here: where the columns are, counted as a terminal shows them (a Chinese character takes two places) or, where
that tells more cells, character by character.
Does not belong here: texts with a delimiter (``records``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

LEAST_LINES = 3
SAMPLE_LINES = 400
LEAST_COLUMNS = 2
BLANK = (" ", "\u3000")
GAP = re.compile(r"[ \u3000]{2,}")


def fields_of(lines: Sequence[str]) -> list[list[str]] | None:
    """The cells of every line, or None where blanks do not stand below each other."""
    sample = [line.rstrip() for line in lines[:SAMPLE_LINES] if line.strip() and not _is_rule(line)]
    if len(sample) < LEAST_LINES:
        return None
    body = _alike(sample)
    if any(GAP.search(line.strip()) is None for line in body[:LEAST_LINES]):
        return None
    place = max((_placed, _counted), key=lambda place: _told([place(line) for line in body]))
    borders = _borders([place(line) for line in body])
    if len(borders) < LEAST_COLUMNS - 1:
        return None
    return [[] if _is_rule(line) else _cut(place(line), borders) for line in lines]


def _told(placed: list[list[str]]) -> tuple[int, float]:
    """How many cells these places tell, and what share of all cells that is."""
    borders = _borders(placed)
    cells = [cell for places in placed for cell in _cut(places, borders)]
    filled = sum(map(bool, cells))
    return (filled, filled / len(cells)) if borders else (0, 0.0)


def _is_rule(line: str) -> bool:
    """A line of dashes below a header."""
    return bool(line.strip()) and not line.strip(" -=+|_")


def _alike(sample: list[str]) -> list[str]:
    """The lines that hold several stretches of text: titles and footers would hide the gaps."""
    several = [line for line in sample if len([part for part in GAP.split(line) if part.strip()]) >= LEAST_COLUMNS]
    return several if len(several) * 2 >= len(sample) else []


def _placed(line: str) -> list[str]:
    """Each character at its place on the screen; the second place of a wide one is empty."""
    places: list[str] = []
    for character in line.expandtabs():
        places.append(character)
        if unicodedata.east_asian_width(character) in "WF":
            places.append("")
    return places


def _counted(line: str) -> list[str]:
    """Each character at its place among characters: how a program writes that counts a Chinese one once."""
    return list(line.expandtabs())


def _borders(placed: list[list[str]]) -> list[int]:
    """Where columns begin after the first: places at which text starts after a gap that runs through all lines."""
    if not placed:
        return []
    longest = max(map(len, placed))
    blank = [all(at >= len(line) or line[at] in BLANK for line in placed) for at in range(longest)]
    if len(placed) < LEAST_LINES:
        return []
    first = next((at for at, is_blank in enumerate(blank) if not is_blank), longest)
    return [at for at in range(first + 1, longest) if blank[at - 1] and not blank[at]]


def _cut(places: list[str], borders: list[int]) -> list[str]:
    if any(at < len(places) and places[at - 1] not in BLANK for at in borders):
        return ["".join(places).strip()]  # a title, or a row that keeps to no columns: nothing is cut in two
    edges = [0, *borders, len(places)]
    return ["".join(places[start:end]).strip() for start, end in pairwise(edges)]
