"""A rate that has moved, and by how much told with %: 由7.6%下降到4.4%，下降3.2%.

Belongs here: points written as %, or the growth of a rate. Does not belong here: points told as 百分点 (``changes``).
"""

from __future__ import annotations

import re

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Reading, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.rates.grown import is_down
from dagster_project.narrative.reckoning.arithmetic import compare, minus, quotient, scaled, value_of
from dagster_project.narrative.reckoning.claims import number, rounded_for, written

RIGHT_BEHIND = re.compile(r"[，、（]?(?:共|净)?(?:提高|上升|下降|降低|增长|提升|回落|减少|增加)(?:了|近|约)?")


def of_two_rates(words: str, old: Figure, new: Figure, figure: Figure) -> Relation | None:
    """What ``words`` right behind two rates claim; a question where it is their difference: % for 百分点."""
    down = is_down(figure)
    more, less = (old, new) if down else (new, old)
    if RIGHT_BEHIND.fullmatch(words) is None or more.value < less.value or old.value == 0:
        return None
    apart = minus(value_of(more), value_of(less))
    ratio = quotient(apart, value_of(old))
    if ratio is None:
        return None
    grown = scaled(ratio, 100)
    difference = f"{number(more)} - {number(less)} = {number(figure)}"
    growth = f"({number(more)} - {number(less)}) / {number(old)} * 100 = {number(figure)}"
    verdict = compare(grown, figure)
    is_difference = compare(apart, figure) in (HOLDS, ROUNDING)
    if verdict == HOLDS or (verdict == ROUNDING and not is_difference):
        return written("growth", [old, new], figure, growth, grown.nominal, verdict)
    readings = [
        Reading("相差百分点", "percentage points apart", difference, digits(apart.nominal)),
        Reading("按原比率计算的升降幅度", "growth of the rate itself", growth, digits(grown.nominal)),
    ]
    if is_difference:
        working = growth.removesuffix(number(figure)) + f"{rounded_for(grown.nominal, figure)} (= {number(figure)})"
        return written(
            "growth", [old, new], figure, working, grown.nominal, ASK, readings=readings, diagnosis="percentage_points"
        )
    return written("difference", [old, new], figure, difference, apart.nominal, FAILS, readings=readings)
