"""Means that their words bind to one total and one count, whether or not the numbers agree: 102条线路，总里程1938公里，平均每条线路19公里.

Belongs here: the total right before a mean, the count of what it is for each of, the verdict on them.
Does not belong here: pairs that give a mean wherever they stand (``means``), rates that make a total (``products``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import ROUGH_STEPS, last_place, told_place, value_of
from dagster_project.narrative.reckoning.claims import GOAL, is_change, number, written
from dagster_project.narrative.reckoning.for_each import PERSONS, Each, counts, each_in
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import is_rate

SAID = re.compile(r"均(?!衡|等)|班额")
STANDARD = re.compile(
    r"标准|按照?|定额|补差|提高|最低|最高|要求|限额|基准|核定|应|达标|可支配|纯收入|工资|以上年|原来?|由|分别"
)
PART = re.compile(r"其中|另|其余|此外|[；。]")
TAUGHT = re.compile(r"在[校园读籍]|(?:学生|幼儿)(?:总数|人数|共|总计|合计)|[共现]有(?:学生|幼儿)")
ALL = re.compile(r"共|总|现有|在[校园读籍册]|全[县市区校园镇乡]|合计|累计|达到?")
STAFF = re.compile(r"教职工|教师|老师|校长|园长|干部|保安|司机|驾驶员|厨师|从业人员|志愿者|党员")
A_YEAR = re.compile(r"全年|一年|年内|年度|去年|上年|今年")
DAYS = (365, 366, 360, 250, 200, 190, 180)
MONTHS = (12, 10, 9, 11)
NEAR, BEHIND, RECENT, FEW = 40, 60, 150, 4
HALF = Fraction(1, 2)
ROUGHLY = Fraction(1, 5)


class _Count(NamedTuple):
    """How many a total is spread over; ``sure`` where it stands beside the total."""

    amount: Fraction
    figure: Figure | None
    sure: bool


def bound_mean(sentence: Sentence, position: int, said: Sequence[Figure]) -> Relation | None:
    """The mean at a position of the sentence, by the total before it and the count its words name."""
    mean = sentence.figures[position]
    led = sentence.plain[max(sentence.at, mean.at - len(mean.clause)) : mean.at]
    if not SAID.search(led) or STANDARD.search(led) or GOAL.search(led) or mean.hedge in ("以上", "以下", "范围"):
        return None
    each = [*each_in(led), *([Each("班")] if "班额" in led else [])][-1:]
    total = _total(sentence, position, each[0], led) if each else None
    if total is None:
        return None
    options = _counts(sentence, position, total, each[0], said)
    tried = [(_verdict(total, count, mean), count) for count in options]
    for verdict, count in tried:
        if verdict == HOLDS or (verdict == ROUNDING and (count == options[0] or _is_nearest(total, count, mean))):
            return _written(mean, total, count, verdict)
    if not tried:
        return None
    if "其中" in sentence.words(total, mean):
        return None
    verdict, count = tried[0]
    plain = mean.is_plain and total.is_plain and (count.figure is None or count.figure.is_plain)
    sure = count.sure and plain and not PART.search(sentence.plain[(count.figure or total).to : mean.at])
    return _written(mean, total, count, verdict if sure else ASK)


def _total(sentence: Sentence, position: int, each: Each, led: str) -> Figure | None:
    """The figure right before the mean, of what the mean is in."""
    mean = sentence.figures[position]
    before = [f for f in sentence.figures[:position] if not is_rate(f.thing) and mean.at - f.to <= BEHIND]
    alike = [f for f in before if f.thing in (mean.thing, mean.thing + "次") and f.amount > mean.amount]
    alike = [f for f in alike if not f.per and not is_change(f)]
    if each.kind == PERSONS and mean.thing == PERSONS:
        alike = [f for f in alike if not _is_called(f, each.noun)]
        alike = [f for f in alike if f.clause[-2:] in led or led[-2:] in f.clause + f.after] or alike
    if not alike:
        return None
    total = alike[-1]
    between = [f for f in before if f.at > total.at and not counts(f, each)]
    return total if not between and "；" not in sentence.words(total, mean) and "其中" not in total.clause else None


def _is_called(figure: Figure, noun: str) -> bool:
    return len(noun) > 1 and noun[:2] in figure.before[-8:] + figure.after[:6]


def _counts(sentence: Sentence, position: int, total: Figure, each: Each, said: Sequence[Figure]) -> list[_Count]:
    """Those of the own sentence, the nearest first; else the people or things counted last; else the days of a year."""
    mean = sentence.figures[position]
    persons = each.kind == PERSONS
    own = [f for f in sentence.figures[:position] if _may_count(f, each, total, persons and mean.thing == PERSONS)]
    own = sorted(own, key=lambda f: abs(f.at - total.at))
    if own:
        near = abs(own[0].at - total.at) <= NEAR + len(total.quote)
        beside = not [
            f for f in sentence.between(min(own[0].to, total.to), max(own[0].at, total.at)) if not is_rate(f.thing)
        ]
        sole = len({f.amount for f in own}) == 1
        listed = own if near and (sole or (beside and own[0].amount == max(f.amount for f in own))) else []
        return (
            [_Count(f.amount, f, near and beside) for f in (listed or own)]
            if listed or sole
            else _told(sorted(own, key=lambda f: -f.amount))
        )
    recent = [f for f in said[-RECENT:] if _may_count(f, each, total, False) and ALL.search(f.clause + f.after[:4])]
    if persons and (who := STAFF.search(total.clause)) is not None:
        own = [
            f for f in said[-RECENT:] if _may_count(f, each, total, False) and f.before.endswith(who[0]) and f.is_plain
        ]
        return _told(own[-FEW:][::-1])  # 教师参加培训6016学时，人均94学时
    if persons:
        recent = [f for f in recent if TAUGHT.search(f.clause[-10:] + f.after[:6])]
    if recent:
        return [_Count(f.amount, f, False) for f in reversed(recent)]
    if each.is_time and A_YEAR.search(total.clause) and each.kind in ("天", "月"):
        return [_Count(Fraction(many), None, False) for many in (DAYS if each.kind == "天" else MONTHS)]
    return []


def _told(figures: Sequence[Figure]) -> list[_Count]:
    return [_Count(f.amount, f, False) for f in figures]


def _may_count(figure: Figure, each: Each, total: Figure, called: bool) -> bool:
    if figure is total or figure.per or is_change(figure) or is_rate(figure.thing) or figure.value <= 1:
        return False
    return counts(figure, each) and (not called or _is_called(figure, each.noun))


def _is_nearest(total: Figure, count: _Count, mean: Figure) -> bool:
    """Months that the text does not tell are believed where they give the mean rounded, not where it is cut off as well."""
    place = last_place(mean) or Fraction(mean.scale, 10**mean.places)
    return count.figure is not None or abs(total.amount / count.amount - mean.amount) <= place * HALF


def _verdict(total: Figure, count: _Count, mean: Figure) -> str:
    """Rounded or cut off in the last printed place; 约147 may be off by one, 约150 by ten."""
    place = last_place(mean) or Fraction(mean.scale, 10**mean.places)
    value = value_of(total)
    low, high = value.low / count.amount, value.high / count.amount
    if total.amount == mean.amount * count.amount:
        return HOLDS
    if mean.hedge:
        off = abs(total.amount / count.amount - mean.amount)
        if off <= told_place(mean) * ROUGH_STEPS:
            return ROUNDING
        return FAILS if off > mean.amount * ROUGHLY else ASK
    return (
        ROUNDING
        if low - place * HALF <= mean.amount <= high + place * HALF or 0 < high - mean.amount < place
        else FAILS
    )


def _written(mean: Figure, total: Figure, count: _Count, verdict: str) -> Relation:
    computed = total.amount / count.amount
    expression = f"{digits(total.amount / mean.scale)} / {digits(count.amount)} = {number(mean)}"
    figures = [total, count.figure] if count.figure is not None else [total]
    return written("ratio", figures, mean, expression, computed, verdict)
