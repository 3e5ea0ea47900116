"""Shares that a term defines: 恩格尔系数 is what is spent on food of all that is spent, 毛入园率 of the children of that age.

Belongs here: such terms and the figures they are made of, in one paragraph, whichever stands first.
Does not belong here: rates whose name repeats the words of their part (``named_rates``), ratios told as such (``told_ratios``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from dagster_project.narrative.model import ASK, FAILS, Figure, Relation
from dagster_project.narrative.rates.ratios import CERTAIN, Pair, first_that_gives, ratio_of
from dagster_project.narrative.reckoning.claims import GOAL, is_change
from dagster_project.narrative.text.sentences import Sentence


class Term(NamedTuple):
    """A term, the words of its part and of its whole, and whether nothing else is meant by it."""

    name: re.Pattern[str]
    part: re.Pattern[str]
    whole: re.Pattern[str]
    strict: bool


def _term(name: str, part: str, whole: str, strict: bool) -> Term:
    said = rf"(?:{name})(?:（[^（）]{{0,12}}）)?(?:已|约|达到?了?|为|是|下降[到至为]|降[到至为]|提高[到至]|：)*$"
    return Term(re.compile(said), re.compile(part), re.compile(whole), strict)


TERMS = (
    _term("恩格尔系数(?:）)?", "食品(?:烟酒|类)?[^，。；]{0,4}(?:消费)?支出|食品烟酒", "消费(?:性)?支出", True),
    _term("毛?入园率", "在园(?:幼儿|儿童)|入园(?:幼儿|儿童)", "适龄(?:幼儿|儿童)|应入园", False),
    _term("(?:常住人口|户籍人口)?城镇化率", "城镇(?:常住|户籍)?人口", "常住人口|户籍(?:总)?人口|总人口|全县人口", False),
    _term("住房自有率", "自有住房", "调查户", False),
    _term("普职比重|普高占比", "普通高中(?:在校)?(?:生|学生)", "高中阶段(?:在校)?(?:生|学生)", False),
)  # fmt: skip
OF_ITS_FOOD = re.compile("食品")
OF_WHOM = re.compile("户籍|常住")
ANOTHER = re.compile(r"全[省国市]|目标|要求|上年|去年|同期|高于|低于|[比较]上|原来|只有|仅为?$|以前")
LED, SAID, TAIL, NEAR = 30, 14, 8, 300


def find_defined(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each share that goes by such a term, of the nearest figures of its paragraph that it is made of."""
    said: list[Figure] = []
    for sentence in sentences:
        for position, rate in enumerate(sentence.figures):
            if rate.thing != "%" or is_change(rate) or not rate.is_plain or not rate.value:
                continue
            led = sentence.plain[max(sentence.at, rate.at - LED) : rate.at]
            term = next((term for term in TERMS if term.name.search(led)), None)
            if term is not None and not ANOTHER.search(rate.clause) and not GOAL.search(rate.clause):
                yield from _told(sentence, rate, term, [*said[-LED:], *sentence.figures[:position]])
        said += sentence.figures


def _words(figure: Figure) -> str:
    return figure.before[-SAID:] + "|" + figure.after[:TAIL]


def _told(sentence: Sentence, rate: Figure, term: Term, said: Sequence[Figure]) -> Iterator[Relation]:
    start = sentence.plain.rfind("\n", 0, rate.at)
    near = [f for f in said if f.at > start and rate.at - f.to < NEAR and f.is_plain and f.value > 0]
    near = [f for f in near if not is_change(f) and f.thing not in ("%", "‰")]
    parts = [f for f in near if term.part.search(_words(f))]
    wholes = [f for f in near if f not in parts and term.whole.search(_words(f)) and not OF_ITS_FOOD.search(f.before)]
    kind = OF_WHOM.search(sentence.plain[max(sentence.at, rate.at - SAID) : rate.at])
    wholes = [f for f in wholes if kind is None or kind[0] in _words(f)]
    pairs = [
        Pair(p, w) for p in reversed(parts) for w in reversed(wholes) if p.thing == w.thing and p.amount < w.amount
    ]
    if not pairs:
        return
    found = first_that_gives(rate, pairs)
    if found is not None:
        yield found
        return
    part, whole = pairs[0]
    sole = len(parts) == len(wholes) == 1 or (term.strict and part.at >= sentence.at and whole.at >= sentence.at)
    told = ratio_of(part, whole, rate, CERTAIN if term.strict and sole else ASK) if sole else None
    if told is not None:
        yield replace(told, opened=told.verdict == FAILS)
