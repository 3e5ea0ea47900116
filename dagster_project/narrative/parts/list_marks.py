"""How a list goes on: the marks between its items, and where a stronger mark ends it.

Belongs here: 、 within ， within ； within 。, brackets left out. Does not belong here: what the items are parts of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dagster_project.narrative.model import Figure
from dagster_project.narrative.parts.exhausting import REST
from dagster_project.narrative.text.sentences import Sentence

BRACKET = re.compile(r"（[^（）]*）")
MARKS = {"、": 1, "和": 1, "及": 1, "，": 2, "；": 3, "\n": 3, "。": 4}
LISTED = 1
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
