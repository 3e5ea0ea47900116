"""A plan told year by year on lines of its own: 2016年：…1297户…; 2017年：…2294户…; 2018年：…1495户…, of 5086户 said above.

Belongs here: lines that each begin with a year, and the whole that they make up exactly.
Does not belong here: years within one sentence (``sums``, ``totals``), a year and its terms (``indicators``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from dagster_project.narrative.model import HOLDS, Figure, Relation
from dagster_project.narrative.parts.judging import added_up
from dagster_project.narrative.parts.sums import is_part
from dagster_project.narrative.text.sentences import HEADING

YEAR_LINE = re.compile(r"(?:(?<=\n)|\A)((?:19|20)\d{2})年[^\n：，。\d]{0,8}[：，][^\n]*")
NUMBERED = re.compile(rf"\n(?:{HEADING.pattern}|\d{{1,2}}[.、．](?!\d)|（\d)")
FARTHEST, MOST_ABOVE, MOST_OF_A_THING, LEAST_DIGITS = 600, 60, 4, 3


def find_planned_years(plain: str, figures: Sequence[Figure]) -> Iterator[Relation]:
    """Sums of the figures that hold the same place in each line, told where they make up one said above."""
    starts = [figure.at for figure in figures]
    group: list[re.Match[str]] = []
    for match in YEAR_LINE.finditer(plain):
        if group and not _goes_on(group[-1], match, plain):
            yield from _summed(group, figures, starts)
            group = []
        group.append(match)
    yield from _summed(group, figures, starts)


def _goes_on(last: re.Match[str], match: re.Match[str], plain: str) -> bool:
    beside = match.start() - last.end() <= FARTHEST and int(match[1]) == int(last[1]) + 1
    return beside and NUMBERED.search(plain, last.end(), match.start()) is None


def _summed(group: Sequence[re.Match[str]], figures: Sequence[Figure], starts: Sequence[int]) -> Iterator[Relation]:
    if len(group) < 2:
        return
    first = bisect_left(starts, group[0].start())
    above = [f for f in figures[max(0, first - MOST_ABOVE) : first] if is_part(f) and f.is_plain and f.thing]
    lines = [figures[bisect_left(starts, one.start()) : bisect_left(starts, one.end())] for one in group]
    counted = [[f for f in line if is_part(f) and f.is_plain] for line in lines]
    for thing in dict.fromkeys(f.thing for f in above):
        columns = zip(*([f for f in line if f.thing == thing][:MOST_OF_A_THING] for line in counted), strict=False)
        for parts in columns:
            added = sum(part.amount for part in parts)
            whole = next((f for f in reversed(above) if f.thing == thing and f.amount == added), None)
            if whole is not None and len(str(whole.value.numerator).rstrip("0")) >= LEAST_DIGITS:
                yield added_up(parts, whole, HOLDS)
