"""Lists beside their whole without any word that opens them: 幼儿园87所，城区12所、乡镇14所、村级61所; 金牌3枚、银牌5枚，奖牌总数8枚.

Belongs here: parallel figures that follow their whole at once, in its sentence or the next, and what is said where they do
not make it up. Does not belong here: lists that 其中 or 分别 opens (``sums``), what holds (``runs``), totals behind their
parts (``totals``).

Such a list claims its whole only where it is closed: every item a name and a number, all of one kind, nothing between them.
How sure the claim is, is said by the names alone (``judging``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.model import ASK, HOLDS, Figure, Relation
from dagster_project.narrative.parts.exhausting import (
    AND_SO_ON,
    IN_FAMILY,
    NOT_ALL,
    OF_SEVERAL,
    OVERLAPPING,
    are_of_one_view,
    are_of_places,
    complementary,
    cover_less,
    has_rest,
    is_repeated,
    names_another_thing,
    of_one_family,
)
from dagster_project.narrative.parts.judging import Parts, added_up, differing, makes_up
from dagster_project.narrative.parts.list_marks import BRACKET, MARKS
from dagster_project.narrative.parts.sums import PLACES, is_beside, is_part
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence

SHARE = r"(?:（?[，、]?(?:占比?|比例为?)?[^，。；：、\d]{0,10}\d[\d.]*%）?)?"
NEXT_ITEM = re.compile(rf"[^，。；：、\d（）]{{0,4}}{SHARE}[，、；](?:以及|和|及)?(?P<name>[^，。；：、\d]{{1,14}})")
OPENING = re.compile(r"[^，。；：、\d]{0,10}(?:[，。：]|-{1,3})(?P<name>[^，。；：、\d-]{1,14})")
NO_ITEM = re.compile(
    r"其中|新增|新建|增加|减少|比|较|占|共|合计|总|累计|投入|投资|达|完成率|人均|平均|每|现(?!场)|目前|计划|可|拟|毕业|升入|招生|录取|考入|另|同时|开工|完工|竣工|启动|约|近|超|最"
)
PARTED = re.compile(r"[^，。；：、\d]{0,10}[，：](?:分别)?(?:来自|分布[于在]|分属|派往|去往|分到)")
OF_ALL = re.compile(r"全[县市区镇校乡]|我[县校市]|共|现有|累计|合计|总")
MADE = re.compile(r"购置|采购|配备|发放|建设|建成|招聘|招录|补充|培训|资助|救助|订购|安排|投入|各类|各级")
STOP = re.compile(r"[。；\n]")
LEAST, MOST, REACH, NEAR = 3, 20, 300, 8


def find_bare_lists(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """What is wrong with lists that follow their whole without a word."""
    before: Figure | None = None
    for sentence in sentences:
        level = [f for f in sentence.figures if sentence.depth(f.at) == 0 and f.thing != "%"]
        told = [before, *level] if before is not None else level
        at = 0
        while at < len(told) - 2:
            items = _list_behind(told, at, sentence.plain)
            if items:
                yield from _judged(told[at], items, sentence)
            at += len(items) or 1
        before = level[-1] if len(level) == 1 else None


def _list_behind(told: Sequence[Figure], at: int, plain: str) -> list[Figure]:
    """The figures that follow a whole, one name and one number each; none where it is told otherwise."""
    whole, items = told[at], [told[at + 1]]
    opening = OPENING.fullmatch(plain[whole.to : items[0].at])
    if opening is None or NO_ITEM.search(opening["name"]) or not _may_be_added(whole):
        return []
    for figure in told[at + 2 :]:
        following = NEXT_ITEM.fullmatch(plain[items[-1].to : figure.at])
        if following is None or NO_ITEM.search(following["name"]) or len(items) == MOST:
            break
        if len(items) > 1 and _mark(plain, items[-1], figure) > _mark(plain, items[0], items[1]):
            break
        items.append(figure)
    alike = all(_may_be_added(f) and _are_alike(f, whole) for f in items)
    return items if len(items) > 1 and alike and not _is_an_item(told[max(0, at - 1) : at + 3], plain) else []


def _mark(plain: str, one: Figure, other: Figure) -> int:
    """How strongly two items are parted: 、 less than ， less than ；."""
    words = BRACKET.sub("", plain[one.to : other.at])
    return max(MARKS.get(char, 0) for char in words)


def _is_an_item(some: Sequence[Figure], plain: str) -> bool:
    """初中50人，普高12人，职高3人 behind 小学99人 or 其中: the figure before the list is only one more of it."""
    whole = len(some) - LEAST
    clause = STOP.split(plain[max(0, some[whole].at - REACH) : some[whole].at])[-1]
    if "其中" in clause or (not OF_ALL.search(some[whole].before) and _are_of_one_list(some[whole:])):
        return True
    before, after = plain[some[0].to : some[whole].at], plain[some[-2].to : some[-1].at]
    return (
        whole > 0
        and some[0].thing == some[whole].thing
        and NEXT_ITEM.fullmatch(before) is not None
        and not ("、" in after and "、" not in before)
    )


def _are_of_one_list(some: Sequence[Figure]) -> bool:
    """小学, 初中 and 高中 are; 残疾儿童, 视力残疾 and 听力残疾 are not: each has a word of its own."""
    names = [f.before for f in some]
    words = ([m[0] for name in names if (m := pattern.search(name))] for pattern in IN_FAMILY)
    return any(len(set(own)) == len(names) for own in words)


def _may_be_added(figure: Figure) -> bool:
    return figure.is_plain and bool(figure.thing) and figure.value > 0 and is_part(figure) and not is_beside(figure)


def _are_alike(figure: Figure, whole: Figure) -> bool:
    return figure.thing == whole.thing or {figure.thing, whole.thing} <= PLACES


def _judged(whole: Figure, items: Sequence[Figure], sentence: Sentence) -> Iterator[Relation]:
    words = sentence.plain[whole.to : items[-1].to]
    behind = sentence.plain[items[-1].to : items[-1].to + LEAST * LEAST]
    parted = PARTED.match(sentence.plain, whole.to) is not None
    closed = len(items) >= LEAST or complementary(items, whole)
    open_ended = AND_SO_ON.search(words + behind) or NOT_ALL.search(words) or OVERLAPPING.search(sentence.text)
    if not (closed or parted or _is_one_view(items, whole)) or open_ended or not is_repeated(items):
        return
    if makes_up(items, whole):
        yield added_up(items, whole, HOLDS)
        return
    several = any(OF_SEVERAL.search(item.before) for item in items) and not of_one_family(items)
    if several or any(names_another_thing(item, whole) for item in items):
        return
    shares = cover_less(items, [f for f in sentence.figures if f.thing == "%"])
    one = Parts("其中", whole.to, whole, tuple(items), tuple(items), words, False, loose=shares)
    added = sum((f.amount for f in items), Fraction(0))
    slipped = is_slip(added, whole) or (parted and abs(added - whole.amount) * NEAR <= whole.amount)
    relation = differing(one, False) if closed or slipped else None
    if relation is None and parted and slipped:
        relation = added_up(items, whole, ASK, opened=True)
    if relation is not None:
        yield relation


def _is_one_view(items: Sequence[Figure], whole: Figure) -> bool:
    """Whether two items are kinds of one sort, of which their whole is not one more: 东镇小学12所，西镇小学9所，南乡小学7所."""
    told = are_of_one_view(items) or are_of_places(items) or (of_one_family(items) and not has_rest(items))
    of_the_list = are_of_one_view((whole, *items)) and not (OF_ALL.search(whole.before) or MADE.match(whole.before))
    return told and not (of_the_list or are_of_places((whole, *items)))
