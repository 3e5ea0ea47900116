"""How often a standard is paid: the readings year, term, half-year, months, days of one rate.

Belongs here: the periods that the words about a standard allow. Does not belong here: whose standard it is (``products``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from dagster_project.narrative.model import Figure
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS

PERIOD = re.compile(r"每(?:人|生|名|户|所|位|校)?(?:每)?(学年|年|学期|月|天|日|餐)")
MEAN_OF = re.compile(r"(年|月|学期|日)(?:[人生户]?均|补差|工资|薪|租|津贴|补[贴助]|标准)")
SPAN = re.compile(r"(?:为期|连续|共计?|合计)(?P<many>[两二三四五六])(?P<unit>年|个?学年|个?学期|个月)(?!级|制)")
"""为期四年: after 期 and 共 such numbers are no figures."""
MANY = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
MEALS = ("餐", "顿")
MONTHS = re.compile(r"(\d{1,2})月?[-~至到](\d{1,2})月")


class Factor(NamedTuple):
    """How many times the standard is paid; ``sure`` where the text or the standard says so."""

    times: Fraction
    zh: str
    en: str
    sure: bool


def factors_of(sentence: Sentence, standard: Figure) -> list[Factor]:
    """Every period the standard may have been paid for; ``sure`` are those its words give."""
    words = _period_of(standard)
    stated = [f for f in sentence.figures if f.thing in DURATIONS and not f.hedge]
    if re.search("学期", words):
        return [
            Factor(Fraction(1), "一个学期", "one term", True),
            Factor(Fraction(2), "两个学期", "two terms", True),
            *_several(stated, ("学期",)),
            *_spans(sentence, "学期"),
        ]
    if re.search("年", words):
        return [
            Factor(Fraction(1), "一年", "one year", True), Factor(Fraction(1, 2), "一个学期（半年）", "one term, half a year", True),
            *_several(stated, ("年", "学年")), *_spans(sentence, "年"), Factor(Fraction(2), "两年", "two years", False), Factor(Fraction(3), "三年", "three years", False),
        ]  # fmt: skip
    if re.search("月", words):
        return _months(sentence, stated)
    if re.search("[天日餐]", words):
        days = (200, 100, 250, 125, 180, 90, 190, 95, 185, 195, 210, 220, 365)
        meals = [f for f in sentence.figures if "餐" in words and f.thing in MEALS and not f.hedge and not f.per]
        return [
            *_several(meals, MEALS),
            *_several(stated, ("天", "日")),
            *(Factor(Fraction(d), f"{d}天", f"{d} days", False) for d in days),
        ]
    return [Factor(Fraction(1), "一次", "once", True), *(f for f in _several(stated, ("年", "学期", "个月", "学年")))]


def _period_of(standard: Figure) -> str:
    """The period a standard is for: the unit says it (元/生·年), or the words 每年, 每生每学期, 每月."""
    if re.search("[年月天日]|学期|餐", standard.per):
        return standard.per
    said = PERIOD.findall(standard.clause)
    if said:
        return said[-1]
    mean = MEAN_OF.findall(standard.clause)
    return mean[-1] if mean else ""


def _spans(sentence: Sentence, unit: str) -> list[Factor]:
    found = [match for match in SPAN.finditer(sentence.text) if match["unit"].endswith(unit)]
    return [Factor(Fraction(MANY[m["many"]]), m[0], f"for {MANY[m['many']]}", True) for m in found]


def _several(stated: Sequence[Figure], things: Sequence[str]) -> list[Factor]:
    return [Factor(f.value, f.quote, f"for {f.quote}", True) for f in stated if f.thing in things and f.value > 1]


def _months(sentence: Sentence, stated: Sequence[Figure]) -> list[Factor]:
    factors = _several(stated, ("个月", "月"))
    factors += [Factor(f.value * 12, f"{f.quote}", f"{f.quote}", True) for f in stated if f.thing in ("年", "学年")]
    for match in MONTHS.finditer(sentence.text):
        months = int(match[2]) - int(match[1]) + 1
        if months > 0:
            factors.append(Factor(Fraction(months), f"{months}个月", f"{months} months", True))
    return factors + [
        Factor(Fraction(m), f"{m}个月", f"{m} months", False) for m in (12, 10, 6, 1, 2, 3, 4, 5, 7, 8, 9, 11)
    ]
