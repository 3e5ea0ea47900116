"""What is told of a level of schools and, under the same names, of the levels it holds: 义务教育学校51所…专任教师2104人。小学…31所…。初中….

Belongs here: figures of 义务教育, of 小学 and of 初中 (or of a level and of its 公办 and 民办, 城镇 and 农村) that count one thing by
one name, changes since last year among them. Does not belong here: lists in one sentence (``parts``), what is divided by
what (``rates``).

Nothing says that one is the sum of the others but their names. So a sum that misses is asked about only where another sum
of the same three lines is met, or where a slip explains it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from dagster_project.narrative.model import ASK, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.parts.judging import added_up, makes_up
from dagster_project.narrative.rates.quantities import TOKEN, Line, Told
from dagster_project.narrative.reckoning.arithmetic import last_place
from dagster_project.narrative.reckoning.claims import CHANGE, GOAL, is_change, number, written
from dagster_project.narrative.reckoning.slips import is_slip, is_swapped
from dagster_project.narrative.text.units import DURATIONS, is_rate

HELD = (
    ("义务教育", "小学", "初中"),
    ("高中", "普高", "中职"),
    ("", "城镇", "农村"),
    ("", "公办", "民办"),
)
FILLING = re.compile(
    r"其中|分别|共计|合计|总计|共有|现有|设有|拥有|目前|达到|在校(?=学?生)|专任(?=教师)|学(?=生)|全[县区市省]|阶段|教育|的|为|有|是|达|共|计|约|[^一-鿿]"
)
SCHOOLS = re.compile(r"^(?:学?校|园)?数?$|学校$")
MEANT = re.compile(r"[生师校班人均]均|平均|每|最")
NAME, LEAST_DIGITS, FAR, MOST, HUNDRED = 4, 3, 2500, 8, 100
NEAR, ROUNDED = Fraction(1, 10), 2


class _Counted(NamedTuple):
    figure: Figure
    group: str
    line: int


def find_levels_together(lines: Sequence[Line]) -> Iterator[Relation]:
    """Sums by name over the document, and questions where one of several such sums misses."""
    named: dict[tuple[str, str, str], list[_Counted]] = defaultdict(list)
    for line in lines:
        for key, one in _counted(line):
            if len(named[key]) < MOST * len(HELD):
                named[key].append(one)
    for (_, _, way), same in named.items():
        if not way:
            yield from _told_twice(same)
    met: set[tuple[int, int, int]] = set()
    missed: list[tuple[list[Figure], Figure, tuple[int, int, int]]] = []
    for same in named.values():
        for whole, first, second in _triples(same):
            parts, where = [first.figure, second.figure], (whole.line, first.line, second.line)
            if makes_up(parts, whole.figure):
                told = added_up(parts, whole.figure, HOLDS, opened=True)
                met |= {where} if told.verdict in (HOLDS, ROUNDING) else set()
                yield told
            else:
                missed.append((parts, whole.figure, where))
    for parts, figure, where in missed:
        added = sum((part.amount for part in parts), Fraction(0))
        if abs(added - figure.amount) <= ROUNDED * last_place(figure):
            continue
        slipped = is_slip(added, figure)
        near = slipped or abs(added - figure.amount) <= NEAR * figure.amount
        long = slipped and len(str(figure.value.numerator).rstrip("0")) > LEAST_DIGITS
        if long or (near and where in met):
            yield added_up(parts, figure, ASK, opened=True)


def _told_twice(same: Sequence[_Counted]) -> Iterator[Relation]:
    """小学专任教师1236人，高中503人 … 全县高中教师530人: two digits that changed places."""
    for group in {one.group for one in same if one.group}:
        figures = [one.figure for one in same if one.group == group]
        if len({figure.amount for figure in figures}) != 2 or len(figures) > LEAST_DIGITS:
            continue
        one, other = next((a, b) for a, b in pairwise(figures) if a.amount != b.amount)
        if (
            one.places == other.places
            and one.value >= HUNDRED
            and is_swapped(one.amount, other)
            and other.at - one.at < 4 * FAR
        ):
            working = f"{digits(one.amount / other.scale)} = {number(other)}"
            yield written("conflict", [one], other, working, one.amount, ASK, diagnosis="transposed_digits")


def _counted(line: Line) -> Iterator[tuple[tuple[str, str, str], _Counted]]:
    """Each figure of a line that counts one group, by what it counts; a change by what has changed."""
    last: dict[str, tuple[str, Figure]] = {}
    own = {told.group for told in line.told if told.own}
    sole = next(iter(own)) if len(own) == 1 else None
    for told in line.told:
        group = told.group if sole is None else sole
        figure = told.figure
        if is_rate(figure.thing) or not figure.thing or figure.thing in DURATIONS or figure.per or not figure.is_plain:
            continue
        if figure.value <= 0 or GOAL.search(figure.clause) or MEANT.search(figure.before) or len(group) > 1:
            continue
        way = ""
        if is_change(figure):
            change = CHANGE.search(figure.before)
            before = last.get(figure.thing)
            if (
                change is None
                or before is None
                or FILLING.sub("", figure.before[: change.start()])[:1] not in "比较同上"
            ):
                continue
            name, way = before[0], change[0][:2]
        else:
            name = _name(told)
            last[figure.thing] = name, figure
        if name:
            yield (name, figure.thing, way), _Counted(figure, next(iter(group), ""), line.at)


def _name(told: Told) -> str:
    """专任教师 of 小学专任教师; schools have no other name than their level."""
    words = (told.figure.before, told.figure.after[:NAME], told.noun)
    name = next(filter(None, (FILLING.sub("", TOKEN.sub("", word)) for word in words)), "")
    if told.figure.thing in ("所", "个") and (not name or SCHOOLS.search(name)):
        return "所"
    return name[-NAME:]


def _triples(same: Sequence[_Counted]) -> Iterator[tuple[_Counted, _Counted, _Counted]]:
    """A whole and the nearest figure of each level it holds."""
    for name, *held in HELD:
        for whole in same:
            if whole.group != name:
                continue
            parts = [_nearest(whole, [one for one in same if one.group == group]) for group in held]
            if all(part is not None and part.figure.amount < whole.figure.amount for part in parts):
                yield whole, *(part for part in parts if part is not None)  # type: ignore[misc]


def _nearest(whole: _Counted, some: Sequence[_Counted]) -> _Counted | None:
    near = [one for one in some if abs(one.figure.at - whole.figure.at) < FAR]
    behind = [one for one in near if one.figure.at > whole.figure.at]
    return behind[0] if behind else near[-1] if near else None
