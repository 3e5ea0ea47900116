"""The figures of a document as words can point at them: the ones before a figure, those of a name, of a thing, in tables.

Belongs here: which figures stand where, and which of them a phrase may mean. Does not belong here: what is claimed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

from dagster_project.narrative.model import Figure
from dagster_project.narrative.reckoning.claims import is_countable
from dagster_project.narrative.reckoning.naming import GENERIC, stems, words_of

LEVELS = {
    "义务教育": (("小学",), ("初中", "初级中学")),
    "高中阶段": (
        ("普通高中", "普高"),
        ("中职", "中等职业", "中等职业学校", "中等职业教育", "职业高中", "职高", "职业学校"),
    ),
}
"""Levels of schools and what they are made of."""
IN_SCHOOL = re.compile(
    r"(?:[（(][^（）()]*[)）])?(?:阶段|教育)?(?:在校|在籍|在读)?(?:学生|生)?(?:人数|总数|数)?(?:为|有|共)?$"
)
SEGMENT, SENTENCE = "。；\n", "。\n"
ALIKE = ({"个", "所"}, {"个", "班"}, {"个", "处"}, {"人", "人次"}, {"份", "人"}, {"件", "个"})
MOST, REMEMBERED = 400, 200


class Said:
    """The figures of the running text in their order, and the cells of its tables."""

    def __init__(self, plain: str, figures: Sequence[Figure], cells: Sequence[Figure]) -> None:
        self.plain, self.figures = plain, figures
        self.cells = [cell for cell in cells[: MOST * 2] if cell.value > 0]
        self.places = [figure.at for figure in figures]
        self._begins: dict[tuple[int, str], int] = {}

    @cached_property
    def counted(self) -> dict[str, list[Figure]]:
        """What is counted, by thing, as it stands in the text."""
        found: dict[str, list[Figure]] = defaultdict(list)
        for figure in self.figures:
            if is_countable(figure):
                found[figure.thing].append(figure)
        return found

    def since(self, at: int, marks: str) -> int:
        """Where the stretch begins that holds a place: behind the last of some marks."""
        begin = self._begins.get((at, marks))
        if begin is None:
            begin = max([self.plain.rfind(mark, max(0, at - MOST), at) for mark in marks]) + 1
            self._begins[at, marks] = begin
        return begin

    def gap(self, one: Figure, other: Figure) -> str:
        """What stands between two figures."""
        return self.plain[one.to : other.at]

    def between(self, at: int, to: int) -> Sequence[Figure]:
        """The figures that begin within a stretch."""
        return self.figures[bisect_left(self.places, at) : bisect_left(self.places, to)]

    def before(self, figure: Figure, thing: str) -> list[Figure]:
        """What is counted of a thing before a figure, the last first, as far back as anybody remembers."""
        counted = self.counted.get(thing, [])
        to = bisect_left(counted, figure.at, key=lambda f: f.at)
        return counted[max(0, to - REMEMBERED) : to][::-1]

    def around(self, figure: Figure) -> Sequence[Figure]:
        """The figures before one, as far back as anybody remembers."""
        to = bisect_left(self.places, figure.at)
        return self.figures[max(0, to - REMEMBERED) : to]

    def together(self, phrase: str, part: Figure, rate: Figure) -> list[Figure]:
        """普通高中7463人、中职2172人 of 高中阶段在校生: the last two side by side before a rate, as one figure."""
        names = next((names for level, names in LEVELS.items() if phrase.startswith(level)), None)
        if names is None:
            return []
        told = self.before(rate, part.thing)
        for second, first in pairwise(told):
            own = [IN_SCHOOL.sub("", f.before).removeprefix("其中") for f in (first, second)]
            if own[0] in names[0] and own[1] in names[1] and first.is_plain and second.is_plain:
                if part.amount not in (first.amount, second.amount):
                    return []
                other = first if part.amount == second.amount else second
                return [replace(other, value=(first.amount + second.amount) / other.scale)]
        return []

    def called(self, phrase: str, figures: Sequence[Figure]) -> list[Figure]:
        """Those whose own words hold every pair of characters of a phrase."""
        wanted = stems(phrase)
        if not wanted - GENERIC:
            return []
        return [f for f in figures if wanted <= stems(words_of(f)) | stems(re.sub(r"[（）()\s]", "", f.before))]
