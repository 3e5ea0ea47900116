"""Items of a row that are told with their shares: 已整改32所，占80%；未整改8所，占25%, 1354人次，占总人次的32%，资金103.7万元，占….

Belongs here: which figure the words right at a share make its part, and what an item of the row cannot measure.
Does not belong here: parts and wholes that bear a name (``shares``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dagster_project.narrative.bound.said import Said
from dagster_project.narrative.model import Figure
from dagster_project.narrative.reckoning.claims import is_countable

HAS_ITS_SHARE = re.compile(r"[^，。；：\d]{0,4}，占(?:比|了)?(?:为|达)?[\d.]+%；(?!.*其中)")
RIGHT_BEFORE = re.compile(r"[^，。；：\d]{0,4}，占(?:比|了)?(?:为|达)?")
OVERALL = re.compile(r"总(?:面积|投资|资金|金额|支出|收入|里程|经费|额|量|数)$")
SHORT_SENTENCE = re.compile(r"[。，；][^，。；：\d]{1,8}")
A_RATE = re.compile(r"。[^，。；：\d]{1,6}率(?:为|达到?|是)?")
DUE = re.compile(r"应|需|预算|计划|任务|目标|核定|下达|安排")
DONE = re.compile(r"实|已|完成|到位|支出|支付|拨付|使用|收回|发放")
ROW, BESIDE, SHORT = 24, 44, 2


def is_of_an_item(said: Said, wholes: set[int], rate: Figure) -> bool:
    """已整改32所，占80%；未整改8所，占25%: an item that has a share of its own before the semicolon measures no other item."""
    items = [f for at in wholes if (f := next(iter(said.between(at, at + 1)), None)) is not None]
    return bool(items) and all(HAS_ITS_SHARE.match(said.gap(f, rate)) for f in items)


def in_short_sentences(said: Said, index: int) -> tuple[Figure, Figure] | None:
    """预算200万元。实际支出193.8万元。执行率96.9%。: what is done and what was planned, a sentence each, right before the rate."""
    if index < SHORT:
        return None
    whole, part, rate = said.figures[index - 2 : index + 1]
    beside = SHORT_SENTENCE.fullmatch(said.gap(whole, part)) and A_RATE.fullmatch(said.gap(part, rate))
    plain = whole.is_plain and part.is_plain and is_countable(whole) and is_countable(part)
    told = whole.thing == part.thing and DUE.search(whole.before) and DONE.search(part.before)
    return (part, whole) if beside and plain and told else None


def left_over(said: Said, before: Figure, rate: Figure) -> Figure | None:
    """未完成7所，占18.4%: what is left over, right before its share."""
    told = is_countable(before) and before.is_plain and RIGHT_BEFORE.fullmatch(said.gap(before, rate))
    return before if told else None


def beside_the_whole(said: Said, part: Figure, whole: str, anchors: Sequence[tuple[int, Figure]]) -> Figure | None:
    """共资助4231人次、资金296.4万元。…1354人次，占总人次的32%，资金103.7万元，占总资金的38%: what stands beside the whole before."""
    told = next((w for at, w in reversed(anchors) if part.at - ROW < at < part.at), None)
    if told is None or told.thing == part.thing or not OVERALL.search(whole):
        return None
    alike = (f for f in said.between(told.to, told.to + BESIDE) if f.thing == part.thing and is_countable(f))
    beside = next(alike, None)
    return beside if beside is not None and beside.amount > part.amount else None
