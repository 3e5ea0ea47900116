"""Header rows flattened: one, two or three rows, merged or half empty, to one group text and one own text a column.

What belongs here: where a header's texts stand. What does not: what they mean (``headers``, ``recognition``).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from dagster_project.readers.grid import Row, Sheet

HEADER_HEIGHTS = (1, 2, 3)
LEAST_COLUMNS = 2
TITLE_ROWS_ABOVE = 4


class Labels(NamedTuple):
    """The texts of header rows ``start``..``start + height``: for each column its group's text and its own.

    ``paths`` are the same texts level by level, the topmost first.
    """

    start: int
    height: int
    groups: list[str]
    leaves: list[str]
    paths: list[tuple[str, ...]]


def heights(sheet: Sheet, start: int) -> tuple[int, ...]:
    """How many rows a header that starts here may take: more than one where its cells are merged or half empty."""
    row = sheet.rows[start]
    below = sheet.rows[start + 1] if start + 1 < len(sheet.rows) else None
    areas = [area for area in sheet.merged if area[0] == row.number]
    tallest = max((bottom - top + 1 for top, _, bottom, _ in areas), default=1)
    if tallest > 1:
        return (min(tallest, max(HEADER_HEIGHTS)),)
    if below is None or below.types.strip("te"):
        return HEADER_HEIGHTS[:1]
    upper = {at for at, cell in enumerate(row.cells) if cell}
    lower = {at for at, cell in enumerate(below.cells) if cell}
    is_split = len(lower) >= LEAST_COLUMNS and bool(lower - upper) and len(upper - lower) >= LEAST_COLUMNS
    return HEADER_HEIGHTS[1:2] if is_split and len(upper) > LEAST_COLUMNS else HEADER_HEIGHTS


def labels_of(sheet: Sheet, start: int, height: int) -> Labels:
    """The header rows as one group text and one own text for each column."""
    block = [sheet.rows[start + step].cells for step in range(height)]
    width = max((len(cells) for cells in block), default=0)
    grid = [[(cells[at] or "") if at < len(cells) else "" for at in range(width)] for cells in block]
    if height == 1:
        return Labels(start, 1, [""] * width, grid[0], [(text.strip(),) if text.strip() else () for text in grid[0]])
    _spread_merged(sheet, start, grid)
    leaves, groups, paths = [], [], []
    for at in range(width):
        texts = list(dict.fromkeys(line[at].strip() for line in grid if line[at].strip()))
        leaves.append(texts[-1] if texts else "")
        groups.append("".join(texts[:-1]))
        paths.append(tuple(texts))
    return Labels(start, height, groups, leaves, paths)


def _spread_merged(sheet: Sheet, start: int, grid: list[list[str]]) -> None:
    """Repeat the text of a merged header over its columns; without merges, a group reaches up to the next one."""
    numbers = {sheet.rows[start + step].number: step for step in range(len(grid))}
    spans = [area for area in sheet.merged if area[0] in numbers]
    for top, left, _, right in spans:
        line = grid[numbers[top]]
        for at in range(left, min(right, len(line))):
            line[at] = line[at] or line[left - 1]
    if spans:
        return
    for upper, lower in pairwise(grid):
        for at in range(1, len(upper)):
            if not upper[at] and lower[at] and lower[at - 1]:
                upper[at] = upper[at - 1]


def titles_start(rows: Sequence[Row], header: int, body: int) -> int:
    """Where the title lines above a later header begin: rows with at most one text each."""
    first = header
    while first > max(body, header - TITLE_ROWS_ABOVE) and sum(1 for cell in rows[first - 1].cells if cell) <= 1:
        first -= 1
    return first
