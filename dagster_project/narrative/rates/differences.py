"""Differences that a word names: 核定3860名，实有3612名，空编248名; 新增31人、减少17人，净增14人; 较上学期减少8人.

Belongs here: which two figures the difference lies between. Does not belong here: rates of growth (``changes``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dagster_project.narrative.model import ASK, FAILS, HOLDS, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.claims import is_change, is_countable, number, written
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence

NAMED = re.compile(
    r"(?:空编|缺编|超编|空缺|缺口|缺额|净增加?|净减少?|节约(?:资金)?|节省(?:资金)?|结余|剩余|其余|未[一-鿿]{1,4}|尚[欠缺差][一-鿿]{0,4}|有效[一-鿿]{1,4}|重复)[^，。；：\d（]{0,6}$"
)
MORE = re.compile(r"核定|编制|预算|应|计划|新增|招聘|补充|控制价|需要|共有|现有")
LESS = re.compile(r"实有|在编|在岗|中标|成交|实际|支出|减少|流失|调出|退休|已")
STRICT = re.compile(r"空编|缺编|净增|净减|节约|节省")
COMPARED = re.compile(r"比|较|同比|今年|本[年期学季月]")
OUT = re.compile(r"(?:剔除|扣除|核减|减去|除去|去除|去掉|扣减)[^，。；]{0,20}$")
TWICE = re.compile(r"[一-鿿]{0,4}(?:同时|重复|重叠|兼)")
REALLY = re.compile(r"(?:实际|净|实有|实为|去重|真正)[^，。；\d]{0,12}$")
"""合计301人次，其中58人两项同时享受，实际受益243人."""
LED, FEW_OUT = 24, 16
NEAR = 80
FEW = 4


def find_differences(sentence: Sentence, earlier: Sequence[Figure]) -> Iterator[Relation]:
    """Each named difference; it fails only where the sentence has one pair that it can lie between."""
    for position, figure in enumerate(sentence.figures):
        if not is_countable(figure) or not figure.is_plain:
            continue
        named = NAMED.search(figure.clause) is not None
        if (left := _left_out(sentence, position, earlier)) is not None:
            yield left
            continue
        if not named and not (is_change(figure) and COMPARED.search(figure.clause)):
            continue
        own = [f for f in sentence.figures[:position] if _is_like(f, figure)][-FEW:]
        behind = [f for f in sentence.figures[position + 1 : position + 3] if _is_like(f, figure)] if named else []
        before = [f for f in earlier if _is_like(f, figure)][-FEW:]
        relation = _exact(figure, [*before, *own, *behind]) if own or before or behind else None
        if relation is None and STRICT.search(figure.clause):
            relation = _failing(sentence, figure, own)
        if relation is not None:
            yield relation


def _left_out(sentence: Sentence, position: int, earlier: Sequence[Figure]) -> Relation | None:
    """共4376人次；剔除同时享受的867人，实际受益3509人: persons are what is left of the times they were counted."""
    figure = sentence.figures[position]
    less = sentence.figures[position - 1] if position else None
    if less is None:
        return None
    if position > 1 and not _is_countable(less, figure) and less.at - sentence.figures[position - 2].to <= 1:
        less = sentence.figures[position - 2]
    twice = TWICE.match(sentence.plain, less.to) is not None and REALLY.search(figure.clause) is not None
    if OUT.search(sentence.plain[max(sentence.at, less.at - LED) : less.at]) is None and not twice:
        return None
    if not _is_countable(less, figure) or figure.at - less.to > NEAR:
        return None
    before = [
        f for f in (*earlier[-FEW_OUT:], *sentence.figures[:position]) if f.at < less.at and _is_countable(f, figure)
    ]
    more = next((f for f in reversed(before) if f.amount == less.amount + figure.amount), None)
    if more is not None:
        return _written(more, less, figure, HOLDS)
    slipped = before and before[-1].amount > less.amount and is_slip(before[-1].amount - less.amount, figure)
    return _written(before[-1], less, figure, ASK) if slipped else None


def _is_countable(other: Figure, figure: Figure) -> bool:
    alike = other.thing == figure.thing or {other.thing, figure.thing} <= {"人", "人次"}
    return alike and is_countable(other) and other.is_plain


def _is_like(other: Figure, figure: Figure) -> bool:
    return other.thing == figure.thing and is_countable(other) and other.is_plain and other.amount > 0


def _exact(figure: Figure, near: Sequence[Figure]) -> Relation | None:
    """The pair, nearest first, whose difference is exactly the figure."""
    amounts = {f.amount: f for f in near}
    for less in reversed(near):
        more = amounts.get(less.amount + figure.amount)
        if more is not None and more is not less and less.amount != figure.amount:
            return _written(more, less, figure, HOLDS)
    return None


def _failing(sentence: Sentence, figure: Figure, own: Sequence[Figure]) -> Relation | None:
    if (
        len(own) != 2
        or "其中" in figure.clause
        or figure.at - own[0].to > NEAR
        or "；" in sentence.plain[own[0].to : figure.at]
    ):
        return None
    more, less = own
    if not MORE.search(more.clause) or not LESS.search(less.clause):
        return None
    return _written(more, less, figure, FAILS)


def _written(more: Figure, less: Figure, figure: Figure, verdict: str) -> Relation:
    computed = more.amount - less.amount
    expression = f"{digits(more.amount / figure.scale)} - {digits(less.amount / figure.scale)} = {number(figure)}"
    parts = [more.amount, less.amount]
    return written("difference", [more, less], figure, expression, computed, verdict, parts=parts)
