"""Totals that count what they add: 两项合计…, 以上三项共…, 五类共计…, 合计… after clauses, sentences or lines with one amount each.

Belongs here: a total said after its parts, where the parts are whole clauses, each with several figures.
Does not belong here: totals after a plain list in one clause (``totals``), wholes said first (``sums``).

Which figure of a clause is its part is not said: the last one, the first one, or the one that 共 or 计 marks. All these
readings are tried; only where none of them makes the total, and all of the counted parts are there, does it fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from dagster_project.narrative.model import ASK, FAILS, HOLDS, Figure, Relation
from dagster_project.narrative.parts.exhausting import OVERLAPPING
from dagster_project.narrative.parts.judging import added_up, makes_up
from dagster_project.narrative.parts.sums import is_part
from dagster_project.narrative.reckoning.claims import CHANGE
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence

NUMBER = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
TOGETHER = r"(?:合计|共计|总计|共|累计|总共|合共|小计|加总|相加|加起来|合起来|加在一起|之和)"
OTHER_MEASURE = r"(?:\d[\d,.]*(?:万|亿)?[^\d，。；：（）、]{1,4}、?)?"
COUNTED = re.compile(
    rf"(?:以上|上述|前述|这|各)?(?P<count>[两二三四五六七八九十]|\d{{1,2}})(?:大|个)?(?:项|等|类|级|笔|批|种|方面|块|部分|者|所|年|个?月|学期|季度?|次|期|届|镇|乡|村|校|县|家|层|档|科|组|轮|场|学段|年级)"
    rf"[^，。；：（）\d]{{0,10}}?{TOGETHER}[^，。；：（）\d]{{0,10}}{OTHER_MEASURE}$"
)
COUNTED_ABOVE = re.compile(
    rf"(?:以上|上述|前述)(?P<count>[两二三四五六七八九十])(?:大|个)?(?:项|类|笔|批|种|部分|者|档|组|家)(?:物资|食材|采购)?[^，。；：（）\d]{{0,6}}(?:金额|资金|投资|款|数量|面积|费用){OTHER_MEASURE}$"
    rf"|(?P<many>[两二三四五六七八九十])(?:个|所|家|项|条)[一-鿿]{{0,4}}总(?:建筑|占地)?(?:面积|投资|金额|里程|造价|人数|长度){OTHER_MEASURE}$"
)
"""以上五类金额1613940元, 三个项目总建筑面积11150平方米 say no 共."""
SUMMED = re.compile(
    rf"(?:^|以上|上述|全年|全部|各项|全县|全乡|全镇|全校)[^，。；：（）\d]{{0,6}}(?:合计|共计|总计|小计|(?<=[年上述部])共)[^，。；：（）\d]{{0,8}}{OTHER_MEASURE}$"
)
IN_ANOTHER_MEASURE = re.compile(r"(?:金额|资金|发放|经费|人数|面积|投资|共?计){1,2}")
"""以上三校合计资助1186人，金额141.25万元: the second measure of the same total."""
LEADING = re.compile(r"前[两二三四五六七八九十]")
AMOUNT_OF_ITS_OWN = re.compile(
    r"(?:共|计|小计|合计|共计|发放|补助|支出|增支|资金|金额|减免|到位|投入|落实|为)(?:约|了|资金|金额)?$"
)
SEVERALLY = re.compile(r"分别[^，。；：\d]{0,8}$")
STRONG = re.compile(r"[；。\n]")
WEAK = re.compile(r"[，；。\n]")
BRACKET = re.compile(r"（[^（）]*）")
LINE = re.compile(
    r"^\s*(?:\d{1,2}[.、．]|（|[一二三四五六七八九十]+、|以上|上述|合计|总计|共计|[两二三四五六七八九十](?:项|[个所家条][一-鿿]{0,4}总))"
)
SPELL = re.compile(
    r"(?<=[两二三四五六七八九十\d])(?:个?月|学期|学年|年(?!级))|(?<=[两二三四五六七八九十\d])个?季(?=度)"
)
NAMED = 40
BACK = 8
FAR = 700
FAR_OFF = 3
NEAR = Fraction(1, 3)
MOST = 40


def find_tallies(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Totals over the document whose parts are the clauses before them."""
    for index, sentence in enumerate(sentences):
        last: re.Match[str] | None = None
        for whole in sentence.figures:
            beside = last if IN_ANOTHER_MEASURE.fullmatch(whole.clause) else None
            last = COUNTED.search(whole.clause) or COUNTED_ABOVE.search(whole.clause)
            if not (_is_added(whole, whole) and whole.thing and whole.value > 0):
                continue
            counted = last or beside
            if counted is not None or SUMMED.search(whole.clause):
                text = (counted.groupdict().get("many") or counted["count"]) if counted else ""
                count = NUMBER.get(text) or (int(text) if text else None)
                told = _before(sentences, index, whole, sentence.plain)
                relation = _tally(whole, told, count, sentence.plain)
                if relation is not None:
                    yield relation


def _before(sentences: Sequence[Sentence], index: int, whole: Figure, plain: str) -> list[tuple[Figure, int]]:
    """The figures of the same thing before a total with their depth, back over its paragraph or its list."""
    told: list[tuple[Figure, int]] = []
    at = whole.at
    line = plain[plain.rfind("\n", 0, whole.at) + 1 : whole.at]
    for sentence in reversed(sentences[max(0, index - BACK) : index + 1]):
        gap = plain[sentence.to - 1 : at] if sentence.to <= at else ""
        if whole.at - sentence.to > FAR or ("\n" in gap and not LINE.match(line)) or gap.count("\n") > 1:
            break
        own = [f for f in sentence.figures if f.at < whole.at and _alike(f, whole) and _is_added(f, whole)]
        told = [*((f, sentence.depth(f.at)) for f in own), *told]
        at = sentence.at
    return told[-MOST:]


def _alike(figure: Figure, whole: Figure) -> bool:
    """Person-times may be counted in 人 term by term."""
    return figure.thing == whole.thing or (figure.thing == "人" and whole.thing == "人次")


def _is_added(figure: Figure, whole: Figure) -> bool:
    """A part, or a rise where the total is one as well: 增支…万元, 两项合计增支…万元."""
    change = CHANGE.search(figure.before)
    return is_part(figure) or (change is not None and change[0] in whole.before and not figure.per)


def _tally(whole: Figure, told: Sequence[tuple[Figure, int]], count: int | None, plain: str) -> Relation | None:
    level = [f for f, depth in told if depth == 0]
    if len(level) < 2:
        level = [f for f, _ in told]
    if count is not None and LEADING.search(whole.clause):
        return _of_the_leading(level, whole, count)
    readings = _readings(level, whole, count, plain)
    if count is None:
        readings = [some for reading in readings for some in (reading[-n:] for n in range(len(reading), 1, -1))]
    for reading in readings:
        if makes_up(reading, whole):
            return added_up(reading, whole, HOLDS, opened=True)
    severally = _severally(level, whole, plain)
    full = (
        [severally]
        if severally
        else _told_alike(level, whole, plain)
        if count is None
        else [reading for reading in readings if len(reading) == count]
    )
    spell = SPELL.search(whole.clause)
    if spell is not None and not all(all(spell[0] in plain[f.at - NAMED : f.at] for f in one) for one in full):
        full = []  # 送教43人，每月2次，5个月累计送教430人次: how long it went on, and no list of months
    names_one_more = plain.startswith("（其中", whole.to)  # （其中普通高中助学金247万元）, told nowhere else
    if not full or names_one_more or OVERLAPPING.search(plain[full[0][0].at : whole.to + MOST]):
        return None
    return _differing(full, whole)


def _of_the_leading(level: Sequence[Figure], whole: Figure, count: int) -> Relation | None:
    """随班就读291人，特教学校78人，送教上门103人，其他14人。前三类合计472人: some that stand side by side, which is not said."""
    some = [level[n : n + count] for n in range(len(level) - count + 1)]
    met = next((run for run in some if makes_up(run, whole)), None)
    if met is not None:
        return added_up(met, whole, HOLDS, opened=True)
    slipped = next((run for run in some[::-1] if is_slip(sum((f.amount for f in run), Fraction(0)), whole)), None)
    return added_up(slipped, whole, ASK, opened=True) if slipped else None


def _severally(level: Sequence[Figure], whole: Figure, plain: str) -> list[Figure]:
    """分别发放13.05万元、14.1万元，共计…: the figures after 分别 up to the total."""
    start = next((n for n in range(len(level) - 1, -1, -1) if SEVERALLY.search(level[n].before)), None)
    if start is None:
        return []
    parts = list(level[start:])
    beside = all(plain[a.to : b.at] in ("、", "和", "及") for a, b in pairwise(parts))
    near = len(WEAK.findall(plain[parts[-1].to : whole.at])) == 1
    return parts if len(parts) > 1 and beside and near else []


def _told_alike(level: Sequence[Figure], whole: Figure, plain: str) -> list[list[Figure]]:
    """需1558万元…需967万元…需160万元，共计…: the amounts that one word marks, all back to the first."""
    word = level[-1].before[-1:] if level else ""
    marked = [f for f in level if word and f.before.endswith(word)]
    near = not STRONG.search(plain[level[-1].to : whole.at]) if level else False
    return [marked] if len(marked) == len(level) > 1 and word in "需计发支投补收拨额金款" and near else []


def _differing(readings: Sequence[Sequence[Figure]], whole: Figure) -> Relation | None:
    """The reading that comes nearest fails where it is near or the only one; else it is asked."""

    def off(reading: Sequence[Figure]) -> Fraction:
        return abs(sum((f.amount for f in reading), Fraction(0)) - whole.amount)

    nearest = min(readings, key=off)
    added = sum((f.amount for f in nearest), Fraction(0))
    if not added or not (Fraction(1, FAR_OFF) <= added / whole.amount <= FAR_OFF or is_slip(added, whole)):
        return None
    alike = len({tuple(f.at for f in reading) for reading in readings}) == 1
    sure = (alike or off(nearest) <= NEAR * whole.amount) and not any(f.hedge for f in (*nearest, whole))
    return added_up(nearest, whole, FAILS if sure else ASK, opened=True)


def _readings(level: Sequence[Figure], whole: Figure, count: int | None, plain: str) -> list[list[Figure]]:
    """Which figures may be the parts: one in each clause, those that 共 marks, those after 分别, or simply the last."""
    readings: list[list[Figure]] = []
    for mark in (STRONG, WEAK):
        clauses = _clauses(level, whole, plain, mark)
        readings += [[clause[-1] for clause in clauses], [clause[0] for clause in clauses]]
    readings.append([f for f in level if AMOUNT_OF_ITS_OWN.search(f.before)])
    readings.append([f for f in level if "小计" in STRONG.split(plain[max(0, f.at - MOST) : f.at])[-1]])
    readings.append(list(level))
    if count is not None:
        readings = [reading[-count:] for reading in readings]
    return [reading for reading in readings if len(reading) > 1]


def _clauses(level: Sequence[Figure], whole: Figure, plain: str, mark: re.Pattern[str]) -> list[list[Figure]]:
    """The figures clause by clause; those in the clause of the total itself belong to none."""
    clauses: list[list[Figure]] = []
    last: Figure | None = None
    for figure in level:
        if last is None or mark.search(BRACKET.sub("", plain[last.to : figure.at])):
            clauses.append([])
        clauses[-1].append(figure)
        last = figure
    return clauses
