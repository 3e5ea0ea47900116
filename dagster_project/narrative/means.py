"""Means: 生均9.2平方米, 平均班额39人, 平均每名教师帮扶3名学生, 师生比1∶14.

Belongs here: which total and which number of people, classes or places a mean is of.
Does not belong here: yuan for each person with the count before it and the amount behind (``products``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.arithmetic import Value, compare
from dagster_project.narrative.claims import is_change, number, written
from dagster_project.narrative.model import FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.sentences import Sentence
from dagster_project.narrative.units import DURATIONS, is_rate

MEAN = re.compile(
    r"(?P<each>[人生户校班师台])均[^，。；：]{0,12}$|平均(?:每|班额|规模)?[^，。；：\d]{0,12}$|班额[^，。；：\d]{0,6}$|每(?!年|月|天|日|学)[^，。；：\d]{1,8}$"
)
RATIO = re.compile(r"(?:师生比|生师比|之比|比例)[^，。；\d]{0,6}(?:1[∶:比])?$")
ONE_TO = re.compile(r"1[∶:比]$")
PEOPLE = frozenset({"人", "人次", "户"})
HALF = Fraction(1, 2)
FEW_OWN, FEW_EARLIER, FEW_BEHIND = 6, 8, 2


def find_means(sentence: Sentence, earlier: Sequence[Figure]) -> Iterator[Relation]:
    """Each mean that a total and a count, in its sentence or the ones before, give. Only what holds is told."""
    for position, mean in enumerate(sentence.figures):
        words = sentence.plain[max(sentence.at, mean.at - 20) : mean.at]
        one_to = ONE_TO.search(words) is not None and RATIO.search(words) is not None
        if (not one_to and (MEAN.search(mean.clause) is None or mean.thing == "%")) or mean.value <= 1:
            continue
        own = [f for f in sentence.figures[:position] if _counts(f)][-FEW_OWN:]
        behind = [f for f in sentence.figures[position + 1 : position + 1 + FEW_BEHIND] if _counts(f)]
        near = [*reversed(own), *behind, *reversed([f for f in earlier if _counts(f)][-FEW_EARLIER:])]
        relation = _mean(mean, near, one_to)
        if relation is not None:
            yield relation


def _counts(figure: Figure) -> bool:
    return (
        not (is_rate(figure.thing) or figure.per or figure.thing in DURATIONS or is_change(figure)) and figure.value > 1
    )


def _mean(mean: Figure, near: Sequence[Figure], one_to: bool) -> Relation | None:
    for total in near:
        if total.thing != mean.thing and not one_to:
            continue
        for count in near:
            if count is total or count.thing == "元" or count.amount == 1:
                continue
            computed = total.amount / count.amount
            verdict = _verdict(computed, mean, one_to)
            if verdict in (HOLDS, ROUNDING):
                expression = f"{digits(total.amount / mean.scale)} / {digits(count.amount)} = {number(mean)}"
                return written("ratio", [total, count], mean, expression, computed, verdict)
    return None


def _verdict(computed: Fraction, mean: Figure, one_to: bool) -> str:
    """A mean is rounded even where whole things are not: 10.998 is 11平方米; 每辆3万元 is no mean and exact."""
    off = abs(computed - mean.amount)
    rounded = one_to or "均" in mean.clause or "班额" in mean.clause
    if not rounded:
        return HOLDS if not off else FAILS
    if off and off <= HALF * mean.scale / 10**mean.places and len(number(mean).replace(".", "")) > 1:
        return ROUNDING
    if one_to and off:
        return FAILS
    return compare(Value(computed, computed, computed), mean)
