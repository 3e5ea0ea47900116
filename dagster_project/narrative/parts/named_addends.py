"""Totals that name what they add: 公办园与民办园合计85所; 学生612人（小学和初中合计）; 村小、教学点两类共38所.

Belongs here: a total whose own words name two or more figures said before it. Does not belong here: totals that count
their parts without naming them (``tallies``), totals told by a common last word (``named_totals``), grades (``grades``).

The names leave no choice where each was said once: then a total that is something else fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

from dagster_project.narrative.model import ASK, FAILS, HOLDS, Figure, Relation
from dagster_project.narrative.parts.exhausting import OVERLAPPING
from dagster_project.narrative.parts.judging import added_up, makes_up
from dagster_project.narrative.parts.sums import PLACES, is_beside, is_part
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence

NAME = r"[一-鿿A-Z“”]{2,12}?"
NAMES = rf"(?P<names>{NAME}(?:、{NAME}){{0,4}}(?:、|和|与|及|以及|加上?){NAME})"
TOGETHER = r"(?:[两二三四五](?:项|类|者|级|部分|个?学段|个?阶段)?)?(?:在校)?(?:学生|幼儿|教师|资金|人数)?(?:合计|共计|总计|相加|之和|合起来|加起来|共)"
BEFORE = re.compile(
    rf"(?:^|[，。；：])(?:全[县市区镇校乡]|其中|目前|现有|上述|以上|我[县校])*{NAMES}{TOGETHER}(?:有|为|达|约|是)?[^，。；：、\d（）]{{0,4}}$"
)
AND = re.compile(
    r"(?:^|[，。；：])(?P<names>[一-鿿]{3,8}?(?:、[一-鿿]{3,8}?){0,2}(?:和|与|及|以及)[一-鿿]{3,8}?)(?:学生|共|总|计)?$"
)
BRACKET = re.compile(rf"[^，。；：、\d（）]{{0,6}}（(?:即|为|含|指)?{NAMES}{TOGETHER}(?:数|人数)?）")
PARTED = re.compile(r"、|和|与|以及|及|加上?")
EMPTY = re.compile(
    r"目前|截至|共计|总计|合计|累计|共有|现有|已经|达到|其中|全[县市区镇校乡]|我[县校市]|“|”|的|有|为|共|约|在校|达"
)
SHORT = (
    ("普通高中", "普高"),
    ("中等职业学校", "中职"),
    ("中等职业教育", "中职"),
    ("职业高中", "职高"),
    ("初级中学", "初中"),
    ("学前教育", "学前"),
)
TOLD_OF = re.compile(
    r"(?:计划|实际)?(?:招生|录取|在校生|学生|毕业生|专任教师|教师|受助学生|发放|资助|幼儿|就读)(?:人数|资金|金额)?"
)
TAIL = 2
BACK, FAR, MOST, NEXT = 120, 3000, 3, 60
NEAR = Fraction(1, 5)


def find_named_addends(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each total that names its addends, over the document."""
    said: list[Figure] = []
    for sentence in sentences:
        for position, whole in enumerate(sentence.figures):
            if not is_part(whole) or not whole.thing or not whole.is_plain or whole.value <= 0:
                continue
            match = (
                BEFORE.search(whole.clause)
                or AND.search(whole.clause)
                or BRACKET.match(sentence.plain[whole.to : whole.to + NEXT])
            )
            if match is not None:
                known = [*said[-BACK:], *sentence.figures[:position]]
                relation = _added_by_name(PARTED.split(match["names"]), whole, known)
                if relation is not None and match.re is AND and relation.verdict in (FAILS, ASK):
                    relation = _asked_if_slipped(relation, whole)
                loose = OVERLAPPING.search(sentence.text)
                if relation is not None and not (loose and relation.verdict in (FAILS, ASK)):
                    yield relation
        said = [*said, *(f for f in sentence.figures if _is_added(f))][-BACK:]


def _asked_if_slipped(relation: Relation, whole: Figure) -> Relation | None:
    """特校就读及送教上门75人: two names and no word for both of them together."""
    slipped = is_slip(Fraction(relation.computed) * whole.scale, whole)
    return replace(relation, verdict=ASK, diagnosis=None) if slipped else None


def _is_added(figure: Figure) -> bool:
    return figure.is_plain and bool(figure.thing) and figure.value > 0 and is_part(figure) and not is_beside(figure)


def _added_by_name(names: Sequence[str], whole: Figure, known: Sequence[Figure]) -> Relation | None:
    alike = [f for f in known if f.thing == whole.thing or {f.thing, whole.thing} <= PLACES]
    alike = [f for f in alike if _is_added(f) and whole.at - f.to < FAR]
    called = [[f for f in reversed(alike) if _is_called(f, name)][:MOST] for name in names]
    if not all(called):
        return None
    readings = [some for some in product(*called) if len({f.at for f in some}) == len(some)]
    for reading in readings:
        if makes_up(reading, whole):
            return replace(added_up(reading, whole, HOLDS), opened=True)
    if not readings:
        return None
    nearest = readings[0]
    off = abs(sum((f.amount for f in nearest), Fraction(0)) - whole.amount)
    slipped = is_slip(sum((f.amount for f in nearest), Fraction(0)), whole)
    if len(readings) == 1 and (off <= NEAR * whole.amount or slipped):
        return added_up(nearest, whole, FAILS, opened=True)
    return added_up(nearest, whole, ASK, opened=True) if slipped or off <= NEAR * whole.amount else None


def _is_called(figure: Figure, name: str) -> bool:
    """小学 is 小学生 or 全县小学, 公办园 is 公办园 and not 非公办园."""
    own, name = _shortly(EMPTY.sub("", figure.before)), _shortly(name)
    rest = own[len(name) :] if own.startswith(name) else None
    return rest is not None and (len(rest) <= TAIL or TOLD_OF.fullmatch(rest) is not None)


def _shortly(name: str) -> str:
    """普高 of 普通高中."""
    for long, short in SHORT:
        name = name.replace(long, short)
    return name
