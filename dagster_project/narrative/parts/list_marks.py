"""How a list goes on: the marks between its items, and where a stronger mark ends it.

Belongs here: 、 within ， within ； within 。, brackets left out. Does not belong here: what the items are parts of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from dagster_project.narrative.model import Figure
from dagster_project.narrative.parts.exhausting import (
    NOT_ALL,
    OBJECTS,
    OF_SEVERAL,
    REST,
    are_opposites,
    complementary,
    has_rest,
    is_repeated,
    of_one_family,
)
from dagster_project.narrative.text.sentences import Sentence

BRACKET = re.compile(r"（[^（）]*）")
MARKS = {"、": 1, "和": 1, "及": 1, "，": 2, "；": 3, "\n": 3, "。": 4}
LISTED = 1
WHOLE_AGAIN = re.compile(r"共|合计|总|其中|以上|新增|占")
LONGEST_NAME = 12
WIDER = re.compile(r"(?<!初级)(?<!高级)(?<!完全)中学$|(?<!其)中小学|义务教育|基础教育|高中阶段")
FIRST_NAME = re.compile(
    r"[\s，]*(?:[^。；：]*?其中[：，]?)?(?:\d{1,2}[.、．])?(?P<name>\d{0,3}[一-鿿（）]{2,20}?)(?= ?\d)"
)
MARKED = re.compile(r"\s*(?:\d{1,2}[.、．](?!\d)|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[)）]|[①-⑳])")


def strength(one: Figure, other: Figure, sentence: Sentence) -> int:
    """The strongest mark between two figures."""
    words = BRACKET.sub("", sentence.words(one, other))
    return max((MARKS.get(char, 0) for char in words), default=0)


def end_of_its_line(plain: str, at: int, to: int) -> int:
    """Where a list ends that stands on its head's own line: 3.某镇2个：甲村、乙村；[next line] 4.某乡3个：….

    ``to`` where the line goes on into the next one, or the next begins with no mark of a line.
    """
    end = plain.find("\n", at, to)
    if end < 0 or end == at or plain[end - 1] not in "；。" or MARKED.match(plain, at):
        return to
    return end if MARKED.match(plain, end + 1) else to


def closed(items: Sequence[Figure], sentence: Sentence) -> tuple[Figure, ...]:
    """The items up to a mark stronger than those between the first of them; 其他 after such a mark still belongs."""
    if len(items) < 3:
        return tuple(items)
    usual = strength(items[0], items[1], sentence)
    for n in range(2, len(items)):
        if strength(items[n - 1], items[n], sentence) > usual and not REST.search(items[n].before):
            return tuple(items[:n])
    return tuple(items)


def goes_on(items: Sequence[Figure], count: int, sentence: Sentence) -> bool:
    """Whether the item after the first ``count`` is listed like them: A、B、C are no list without D in A、B、C、D."""
    if count >= len(items) or count < 2:
        return False
    return strength(items[count - 1], items[count], sentence) == strength(items[0], items[1], sentence) == LISTED


def are_siblings(items: Sequence[Figure], sentence: Sentence) -> bool:
    """小学45所，初中27所，一贯制学校7所: kinds beside each other, of which the first does not hold the others by its name."""
    if not of_one_family(items) or WIDER.search(items[0].before):
        return False
    return len({strength(before, after, sentence) for before, after in pairwise(items)}) == 1


def has_one_more(items: Sequence[Figure], head: Figure, sentence: Sentence) -> bool:
    """Whether the figure after a list is one more of its kind: 特殊教育学校1所 behind 小学62所，初中31所，普通高中5所.

    A list that leaves nothing over by its names has no more, whatever follows it.
    """
    if len(items) < 2 or complementary(items, head) or has_rest(items):
        return False
    following = next((f for f in sentence.figures if f.at >= items[-1].to), None)
    if following is None or not _is_listed_like(items, following, sentence) or are_opposites(head, following):
        return False
    longer = [*items, following]
    if of_one_family(longer):
        return following.thing == items[-1].thing or {following.thing, items[-1].thing} <= OBJECTS
    objects = all(f.thing in OBJECTS and f.is_plain for f in longer) and is_repeated(longer)
    return objects and not of_one_family(items) and not any(OF_SEVERAL.search(f.before) for f in longer)


def _is_listed_like(items: Sequence[Figure], following: Figure, sentence: Sentence) -> bool:
    usual = max(strength(one, other, sentence) for one, other in pairwise(items))
    named = 0 < len(following.before) <= LONGEST_NAME and not WHOLE_AGAIN.search(following.clause)
    gap = sentence.words(items[-1], following)
    near = len(gap) <= 2 * LONGEST_NAME and strength(items[-1], following, sentence) <= min(usual, MARKS["；"])
    return named and near and not following.per and not NOT_ALL.search(gap)


def named_by_lines(items: Sequence[Figure], sentence: Sentence) -> list[Figure]:
    """职业中学3所，学生230人；独立初中13所，学生1072人: items that ； parts, named alike, have the names that lines begin with."""
    unlike = {thing: [f for f in items if f.thing == thing] for thing in dict.fromkeys(f.thing for f in items)}
    named: dict[int, Figure] = {}
    for same in unlike.values():
        if len(same) < 2 or (len({f.before for f in same}) > 1 and all(f.before for f in same)):
            continue
        starts = [
            max(sentence.at, *(sentence.plain.rfind(mark, sentence.at, f.at) + 1 for mark in "；：。\n")) for f in same
        ]
        if len(set(starts[1:])) == len(same) - 1 and starts[0] < starts[1]:
            opened = [FIRST_NAME.match(sentence.plain, start, f.at) for start, f in zip(starts, same, strict=True)]
            names = [match["name"] if match else "" for match in opened]
            if all(names) and len(set(names)) == len(names):
                named |= {f.at: replace(f, before=name) for f, name in zip(same, names, strict=True)}
    return [named.get(f.at, f) for f in items]
