"""Rates of a sentence: so many for each of something, 每周5天, 每天2小时, 每车每周3所, 每季度一次, 每天早、晚各一趟.

Belongs here: which figures, and which 一次 that are no figures, are such rates, and what they are for each of.
Does not belong here: what they make together (``chains``), yuan for each person (``products``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from dagster_project.narrative.model import Figure
from dagster_project.narrative.reckoning.claims import is_change
from dagster_project.narrative.reckoning.for_each import LED_BY, SAID_AS, Each, each_in, each_of_tail
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import is_rate

ONCE = re.compile(
    r"每(?:个?(?:季度|学期|星期)|[年月周天日班人校车村])[^，。；：（）\d每]{0,14}?(?P<least>不少于|至少|不低于)?(?:一|两)(?P<thing>次|趟|场|节|期|篇|轮|堂|遍|名|小时|课时)"
)
BOTH = re.compile(r"(?P<items>[^，。；：\d、]{1,6}(?:[、和][^，。；：\d、]{1,6}){1,3})各[^，。；：\d]{0,8}$")
TWO = re.compile(r"(?:春秋|早晚|上下|中晚|早中|[两2])(?:[季学半个年期午餐两学期]{0,4})各[^，。；：\d]{0,8}$")
LEAST = re.compile(r"至少|不[少低]于|最少|不下")
MOST = re.compile(r"至多|不[超高大]|最多|以内")
LISTED = re.compile(r"[、和及与][^，。；：\d每]{0,6}")
WHOLE = re.compile(r"(?:^，?|(?:全|本|当|该|一))(?P<time>学年|年|学期|季度|月|周|天|日)(?!级|均)")
MEASURED = {"堂": "节", "遍": "次", "名": "人"}


class Rate(NamedTuple):
    """``value`` of ``thing`` for each of ``each``; ``figure`` is None for 一次, which is no figure; ``least`` and ``most`` say 至少 and 不超过, ``doubled`` 早、晚各; ``led`` is the 一天 or 单趟 it is said of."""

    figure: Figure | None
    value: Fraction
    thing: str
    each: tuple[Each, ...]
    at: int
    to: int
    least: bool = False
    most: bool = False
    doubled: int = 1
    led: tuple[Each, ...] = ()

    @property
    def amount(self) -> Fraction:
        """What there is of it for each, both of 早、晚各 together."""
        return self.value * self.doubled


def rates_of(sentence: Sentence) -> list[Rate]:
    """The rates in order."""
    found = []
    before: Rate | None = None
    end = sentence.at
    for figure in sentence.figures:
        rate = _rate(sentence, figure, end, before)
        found += [rate] if rate is not None else []
        before, end = rate, figure.to
    figures = [(f.at, f.to) for f in sentence.figures]
    for match in ONCE.finditer(sentence.text) if "每" in sentence.text else ():
        at, to = sentence.at + match.start(), sentence.at + match.end()
        if any(start < to and at < stop for start, stop in figures):
            continue
        thing = MEASURED.get(match["thing"], match["thing"])
        many = Fraction(2 if match[0].endswith("两" + match["thing"]) else 1)
        found.append(
            _one(None, many, thing, match[0], at, to, least=match["least"] is not None, each=each_in(match[0]))
        )
    return sorted(found, key=lambda rate: rate.at)


def words_before(sentence: Sentence, figure: Figure, end: int) -> str:
    """The words of the figure's own clause since the figure before."""
    return sentence.plain[max(end, figure.at - len(figure.clause), sentence.at) : figure.at]


def spells_said(words: str) -> list[str]:
    """全年, 一学期, 全天: the stretch of time a figure is for, the last said last."""
    return [SAID_AS[match["time"]] for match in WHOLE.finditer(words)]


def _rate(sentence: Sentence, figure: Figure, end: int, before: Rate | None) -> Rate | None:
    if is_rate(figure.thing) or is_change(figure) or figure.value <= 0 or figure.hedge == "范围":
        return None
    words = words_before(sentence, figure, end)
    each = [*each_of_tail(figure.per), *each_in(words)]
    found = LED_BY.search(words)
    led = (Each(SAID_AS[found["time"] or found["word"]]),) if found is not None else ()
    if not each and before is not None and before.figure is not None and before.thing == figure.thing:
        each = list(before.each) if LISTED.fullmatch(sentence.words(before.figure, figure)) else []
    if not each and not led:
        return None
    rate = _one(
        figure,
        figure.value * figure.scale,
        figure.thing,
        words,
        figure.at,
        figure.to,
        least=figure.hedge == "以上" or LEAST.search(words) is not None,
        each=each,
    )
    most = figure.hedge == "以下" or MOST.search(words) is not None
    return rate._replace(led=led, most=most)


def _one(
    figure: Figure | None,
    value: Fraction,
    thing: str,
    words: str,
    at: int,
    to: int,
    *,
    least: bool,
    each: Sequence[Each],
) -> Rate:
    doubled = 1
    if "各" in words:
        core = words.rpartition("每")[2][1:]
        items = BOTH.search(core)
        doubled = 2 if TWO.search(core) else len(re.split("[、和]", items["items"])) if items else 0
    unique = {one.kind: one for one in each}
    return Rate(figure, value, thing, tuple(unique.values()), at, to, least, doubled=doubled or 1)
