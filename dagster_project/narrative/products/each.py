"""So many each, so many in all: 12组每组5人，共60人; 每年200万元，三年共600万元.

Belongs here: rates of things, and amounts for each year or month. Does not belong here: yuan for each person (``products``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from dagster_project.narrative.model import ASK, FAILS, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import compare, scaled, value_of
from dagster_project.narrative.reckoning.claims import GOAL, is_change, number, written
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS, is_rate

EACH = re.compile(
    r"每(?:一?个?)(?P<unit>组|队|班|校|所|村|镇|乡|户|场|期|次|间|套|个|台|批|天|年|月|学期|周|考场|教室)[^，。；：]{0,8}$"
)
FOR_TIME = {"年": "年", "月": "个月", "学期": "学期", "天": "天", "周": "周"}
PERSONAL = re.compile(r"每(?:人|生|名|位|孩)")
IN_ALL = re.compile(r"共|合计|总|计|可容纳|累计")
NEAR = 45


def find_each(sentence: Sentence) -> Iterator[Relation]:
    """A rate with the count before it and the total after it."""
    if "每" not in sentence.text:
        return
    for position, rate in enumerate(sentence.figures):
        match = EACH.search(rate.clause)
        if (
            match is None
            or PERSONAL.search(rate.clause)
            or is_rate(rate.thing)
            or rate.hedge
            or GOAL.search(rate.clause)
        ):
            continue
        total = next((f for f in sentence.figures[position + 1 :] if f.thing == rate.thing), None)
        if total is None or total.at - rate.to > NEAR or not IN_ALL.search(total.clause) or is_change(total):
            continue
        count = _count(sentence, position, total, match["unit"])
        if count is not None:
            computed = scaled(value_of(rate), count.amount)
            verdict = compare(computed, total)
            if verdict != FAILS or not _several(sentence, rate, total):
                yield _written(count, rate, total, verdict, computed.nominal)


def _several(sentence: Sentence, rate: Figure, total: Figure) -> bool:
    """优秀的8所每校10万元，良好的16所每校5万元，共160万元: the total is of both."""
    at = max(sentence.plain.rfind("；", sentence.at, total.at), sentence.at)
    rates = [f for f in sentence.between(at, total.at) if f.thing == rate.thing and EACH.search(f.clause)]
    return len(rates) > 1


def _count(sentence: Sentence, position: int, total: Figure, unit: str) -> Figure | None:
    """What there are so many of: before the rate, or, for a time, anywhere before the total."""
    rate = sentence.figures[position]
    if unit in FOR_TIME:
        times = [f for f in sentence.figures if f.thing == FOR_TIME[unit] and f.at < total.at and not f.hedge]
        return times[-1] if times and times[-1].value > 1 else None
    before = [f for f in sentence.figures[:position] if rate.at - f.to <= NEAR and f.thing not in DURATIONS]
    counts = [f for f in before if not is_rate(f.thing) and f.thing not in ("元", "") and f.is_plain and not f.per]
    return counts[-1] if counts else None


def _written(count: Figure, rate: Figure, total: Figure, verdict: str, computed: Fraction) -> Relation:
    expression = f"{number(count)} * {digits(rate.amount / total.scale)} = {number(total)}"
    doubtful = verdict == FAILS and bool(total.hedge)
    return written("product", [count, rate], total, expression, computed, ASK if doubtful else verdict)
