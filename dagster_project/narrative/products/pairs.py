"""Several counts, each with the standard behind it, and what they make together: 一级1560人每人每月100元，二级2567人每人每月80元，每月需36.136万元.

Belongs here: the pairs that stand before an amount, their sum in every period their words give, and its verdict.
Does not belong here: one count with one standard (``products``), lists read side by side (``respective``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import NamedTuple

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Reading, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.products.factors import Factor, factors_of
from dagster_project.narrative.reckoning.arithmetic import Value, compare
from dagster_project.narrative.reckoning.claims import GOAL, is_counted, number, written
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS

IN_ALL = re.compile(r"共|合计|总计|累计|[两三四五]项|全年|每月需|每年需")
NEAR = 40
ONCE = Factor(Fraction(1), "一次", "once", True)
YEAR = Factor(Fraction(12), "12个月", "12 months", False)


class Pair(NamedTuple):
    """How many, and how much for each."""

    people: Figure
    standard: Figure


def pairs_before(sentence: Sentence, amount: Figure, standards: Sequence[Figure], near: int = NEAR) -> list[Pair]:
    """The pairs right before an amount, with nothing but periods between them."""
    known = {figure.at for figure in standards}
    before = [f for f in sentence.figures if f.at < amount.at and f.thing not in DURATIONS]
    pairs: list[Pair] = []
    while len(before) > 1 and before[-1].at in known and _is_count(before[-2]) and before[-2].at not in known:
        pairs.insert(0, Pair(before[-2], before[-1]))
        before = before[:-2]
    pairs = pairs or _rates_first([f for f in sentence.figures if f.at < amount.at and f.thing not in DURATIONS], known)
    if len(pairs) < 2 or amount.at - max(pairs[-1].standard.to, pairs[-1].people.to) > near:
        return []
    return pairs if "；" not in sentence.words(max(pairs[-1], key=_at), amount) else []


def _at(figure: Figure) -> int:
    return figure.at


def _rates_first(before: Sequence[Figure], known: Collection[int]) -> list[Pair]:
    """每人1000元，资助320人；每人2000元，资助150人: where nothing else is counted before them."""
    if len(before) < 4 or len(before) % 2:
        return []
    pairs = [Pair(count, standard) for standard, count in zip(before[::2], before[1::2], strict=True)]
    whole = all(standard.at in known and _is_count(count) and count.at not in known for count, standard in pairs)
    return pairs if whole else []


def _is_count(figure: Figure) -> bool:
    return is_counted(figure) and figure.thing not in ("元", "") and figure.hedge != "范围"


def made_of_pairs(
    sentence: Sentence, amount: Figure, pairs: Sequence[Pair], *, claimed: bool = False
) -> Relation | None:
    """The sum of all the pairs, or of the last of them; a total that no reading of all of them gives fails."""
    sure = [factor for factor in factors_of(sentence, pairs[-1].standard) if factor.sure]
    monthly = "月" in pairs[-1].standard.clause[-NEAR:] + pairs[-1].standard.per
    factors = [ONCE, *(f for f in sure if f.times != 1), *([YEAR] if monthly else [])]
    for many in range(len(pairs), 1, -1):
        for factor in factors:
            told = _sum(pairs[-many:], factor, amount)
            if told.verdict in (HOLDS, ROUNDING):
                return told
    plain = all(f.is_plain for pair in pairs for f in pair) and amount.is_plain
    goal = any(GOAL.search(pair.standard.clause.replace("标准为", "")) for pair in pairs)
    if not (claimed or IN_ALL.search(amount.clause)) or not plain or goal:
        return None
    first = (sure or [ONCE])[0]
    readings = [reading for factor in factors[:4] for reading in _sum(pairs, factor, amount).readings]
    return _sum(pairs, first, amount, ASK if monthly and not sure else FAILS, readings)


def _sum(
    pairs: Sequence[Pair], factor: Factor, amount: Figure, otherwise: str = FAILS, readings: Sequence[Reading] = ()
) -> Relation:
    computed = sum((count.amount * standard.amount for count, standard in pairs), Fraction(0)) * factor.times
    verdict = compare(Value(computed, computed, computed), amount)
    terms = " + ".join(f"{digits(count.amount)} * {digits(standard.amount)}" for count, standard in pairs)
    often = f" * {digits(factor.times)}" if factor.times != 1 else ""
    worked = f"({terms}){often}" + (f" / {amount.scale}" if amount.scale != 1 else "")
    told = Reading(factor.zh, factor.en, worked, digits(computed / amount.scale))
    return written(
        "product", [f for pair in pairs for f in pair], amount, f"{worked} = {number(amount)}", computed,
        otherwise if verdict == FAILS else verdict, readings=readings or (told,),
    )  # fmt: skip
