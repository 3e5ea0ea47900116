"""One ratio put down: its part, its whole, what they give, and what a rate that they do not give is worth.

Belongs here: the first pair of several that gives a rate, and the relation of one pair.
Does not belong here: which figures may be the pair (``rates``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import compare, quotient, scaled, value_of
from dagster_project.narrative.reckoning.claims import number, rounded_for, written
from dagster_project.readers.values.numbers import DIGITS

CERTAIN = "certain"
"""What a rate is worth whose whole the words leave no doubt about, however far off it is."""
FARTHEST = (Fraction(1, 3), Fraction(3))
NEAR_ENOUGH = 0.02
FRACTION = re.compile(r"([二三四五六七八九十])分之([一二两三四五六七八九])")
BOUNDS = ("以上", "以下")
WIDEST = 1


class Pair(NamedTuple):
    """What is measured, and what measures it."""

    part: Figure
    whole: Figure


def first_that_gives(rate: Figure, pairs: Iterable[Pair]) -> Relation | None:
    """The ratio of the first pair that gives the rate; a bound such as 95%以上 is tried on the first pair only."""
    target = float(rate.value) / (1000 if rate.thing == "‰" else 100)
    for part, whole in pairs if rate.hedge not in BOUNDS else list(pairs)[:1]:
        far = whole.size <= 0 or abs(part.size / whole.size - target) > NEAR_ENOUGH
        if far and not (part.hedge or whole.hedge or rate.hedge):
            continue
        ratio = quotient(value_of(part), value_of(whole))
        if part is whole or ratio is None or (rate.hedge == "以上" and part.thing != whole.thing and ratio.nominal > 1):
            continue  # 1128份 are no 95%以上 of 412批次
        share = scaled(ratio, 1000 if rate.thing == "‰" else 100)
        exact = share.high - share.low <= WIDEST
        if compare(share, rate) in (HOLDS, ROUNDING) and exact:
            return ratio_of(part, whole, rate)
    return None


def as_told(pair: str, rate: Figure) -> str | None:
    """The working of a share that is told as a fraction or in tenths: 8 / 32 = 1 / 4 of 四分之一, 38 / 126 * 10 = 3 of 三成."""
    if (match := FRACTION.search(rate.quote)) is not None:
        sign = {"以上": ">=", "以下": "<="}.get(rate.hedge, "=")
        return f"{pair} {sign} {DIGITS[match[2]]} / {DIGITS.get(match[1], 10)}"
    if rate.quote.endswith("成") and rate.hedge not in BOUNDS:
        return f"{pair} * 10 = {digits(rate.value / 10)}"
    return None


def ratio_of(part: Figure, whole: Figure, rate: Figure, otherwise: str = FAILS) -> Relation | None:
    """The ratio with its verdict; ``otherwise`` is what a rate that does not hold is worth."""
    ratio = quotient(value_of(part), value_of(whole))
    if ratio is None:
        return None
    factor = 1000 if rate.thing == "‰" else 100
    share = scaled(ratio, factor)
    verdict = compare(share, rate)
    far = not FARTHEST[0] <= share.nominal / rate.value <= FARTHEST[1]
    if far and otherwise != CERTAIN and (verdict == FAILS or part.hedge or whole.hedge):
        if part.hedge or whole.hedge or not 1 <= share.nominal <= 100 or part.thing != whole.thing:
            return None
        otherwise = ASK
    otherwise = FAILS if otherwise == CERTAIN else otherwise
    rough = any(f.hedge for f in (part, whole)) or rate.hedge not in ("", "以上", "以下")
    verdict = (ASK if rough else otherwise) if verdict == FAILS else verdict
    sign = {"以上": ">=", "以下": "<="}.get(rate.hedge, "=")
    pair = f"{digits(part.amount / whole.scale)} / {number(whole)}"
    given = f" = {rounded_for(share.nominal, rate)} ({sign} {number(rate)})"
    asked = f"{pair} * {factor}"
    expression = asked + given
    if verdict in (HOLDS, ROUNDING):
        expression = as_told(pair, rate) or f"{asked} {sign} {number(rate)}"
    return written("ratio", [part, whole], rate, expression, share.nominal, verdict)
