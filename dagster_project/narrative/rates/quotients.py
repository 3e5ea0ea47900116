"""Means whose name says what is divided by what, wherever the two figures stand: 生均校舍8.1平方米, 平均班额45人, 每千人口床位5.56张.

Belongs here: names of means → the two quantities, and the verdict on what those figures of the same group give.
Does not belong here: what figures count and of whom (``quantities``), a to b (``told_ratios``), means beside their total
and count (``means``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from typing import NamedTuple

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.rates.quantities import (
    FILLING,
    NAMES,
    TOKEN,
    Line,
    Quantities,
    Told,
    of_group,
)
from dagster_project.narrative.reckoning.arithmetic import Value, compare, value_of
from dagster_project.narrative.reckoning.claims import is_change, number, written
from dagster_project.narrative.reckoning.naming import stems
from dagster_project.narrative.text.units import is_rate

GOOD = (HOLDS, ROUNDING)
EACH = re.compile(
    r"(?P<each>[生师校园班户村床人])均(?!衡|等|可|已|为0|按|达标|有|由|在|属|实|增|递|收入|可支配)(?P<over>[^，。；：\d]{0,16})$"
)
SIZE = re.compile(r"(?:班额|平均每(?:个教学)?班|班均(?:规模|人数|学生)?)[^，。；\d]{0,12}$")
SCHOOL_SIZE = re.compile(
    r"校均(?:规模|学生|在校生|办学规模)[^，。；\d]{0,10}$|平均每(?:所学)?校(?:有|在校)?学生[^，。；\d]{0,6}$"
)
EVERY = re.compile(
    r"每(?P<many>百|千|万|100|1000|10000)(?P<measure>[名位个])?(?P<under>常住人口|户籍人口|人口|在校学生|在校生|中小学生|学生|幼儿|居民|人|[一-鿿]{2,6}?(?=拥?有|配))"
    r"(?:平均)?(?:拥有|占有|配备|配有|有)?(?P<over>[^，。；：\d]{0,16})$"
)
EACH_OF = re.compile(r"(?:平均)?每(?:一?[个名位所家支台辆座间])(?P<under>[一-鿿]{2,12})$")
COUNTED_FOR = re.compile(r"按(?P<under>[一-鿿]{2,8})(?:数|人数)?(?:计算?|折算|平均)，(?:人均|平均)[^，。；：\d]{0,8}$")
TIMES = {"百": 100, "千": 1000, "万": 10000}
UNDER = {"人": "人口"}
SAYING = re.compile(r"拥有|占有|配备|达到?|已|分别|约|为|仅|只有|是|可|的|规模$|[：、，和]")
LEVEL = re.compile(
    r"标准|不低于|不高于|不超过|不少于|要求|控制在|力争|规定|目标|以内|计划|按照?(?![^，。；]{2,8}计)|定额|补助|拨款|核定|基准"
)
OTHERS = re.compile(
    r"(?:19|20)\d\d年|年级|最[大高小低]|寄宿|其中|全国|全省|全市平均|去年|上年|同期|此前|预计|到20\d\d年|20\d\d年[^，。；]*目标|由[^，。；]*$|从(?!业)[^，。；]*$|原"
)
NEXT = re.compile(r"[，、和；][^，。；：\d]{2,12}$")
FEW, FARTHEST, LIKE = 6, 3, 0.6
HALF = Fraction(1, 2)


class Quotient(NamedTuple):
    """What is divided by what: the nouns of the two, and for how many; no noun means the figure right before."""

    over: str
    under: str
    many: int = 1
    thing: str | None = None


class Pair(NamedTuple):
    """The two figures, and whether their names leave no doubt."""

    over: Told
    under: Told
    sure: bool


def find_quotients(lines: Sequence[Line], quantities: Quantities, told: set[int]) -> Iterator[Relation]:
    """Each mean by its name that no other claim works out."""
    for line in lines:
        carried: Quotient | None = None
        for position, mean in enumerate(line.told):
            quotient = _named(mean) or _carried(carried, mean)
            carried = quotient
            figure = mean.figure
            if quotient is None or figure.at in told or is_rate(figure.thing) or figure.value <= 0:
                continue
            if figure.hedge in ("以上", "以下", "范围") or is_change(figure):
                continue
            before = line.told[position - 1] if position else None
            pairs = pairs_of(quotient, mean, before, quantities)
            relation = judged(mean, pairs, quotient.many)
            if relation is not None and relation.verdict == FAILS:
                relation = _of_another_group(quotient, mean, pairs, quantities) or relation
            if relation is not None:
                yield relation


def _of_another_group(quotient: Quotient, mean: Told, pairs: Sequence[Pair], quantities: Quantities) -> Relation | None:
    """小学校舍面积183372平方米，生均6平方米；图书611240册，生均20册: 生均 goes on about the pupils of 小学."""
    for over in dict.fromkeys(pair.over for pair in pairs):
        for under in quantities.of(quotient.under):
            relation = _ratio(mean.figure, Pair(over, under, False), quotient.many)
            if relation.verdict in GOOD:
                return relation
    return None


def _named(mean: Told) -> Quotient | None:
    """What the words before a figure say is divided by what."""
    words = mean.stretch
    if "均" not in words and "每" not in words and "班额" not in words:
        return None
    thing = mean.figure.thing
    if (match := COUNTED_FOR.search(words)) is not None:
        return Quotient("", match["under"], 1, thing)
    if thing == "人" and SIZE.search(words) is not None:
        return Quotient("学生", "班级", 1, "人")
    if thing == "人" and SCHOOL_SIZE.search(words) is not None:
        return Quotient("学生", "学校", 1, "人")
    if (match := EVERY.search(words)) is not None:
        many = TIMES.get(match["many"]) or int(match["many"])
        return Quotient(_core(match["over"]), UNDER.get(match["under"], match["under"]), many, thing)
    if (match := EACH.search(words)) is not None:
        return Quotient(_core(match["over"]), UNDER.get(match["each"], match["each"]), 1, thing)
    if (match := EACH_OF.search(words)) is not None:
        return Quotient("", match["under"], 1, thing)
    return None


def _core(words: str) -> str:
    return SAYING.sub("", TOKEN.sub("", words))


def _carried(before: Quotient | None, mean: Told) -> Quotient | None:
    """生均图书：小学25册，初中35册; 每千人口床位6.0张、注册护士3.0人: the next of a row."""
    if before is None:
        return None
    core = FILLING.sub("", TOKEN.sub("", mean.stretch))
    if mean.figure.thing == before.thing and not core and before.over:
        return before
    if before.many > 1 and mean.figure.places and NEXT.fullmatch(mean.stretch):
        return before._replace(over=_core(mean.stretch[1:]), thing=mean.figure.thing)
    return None


def pairs_of(quotient: Quotient, mean: Told, before: Told | None, quantities: Quantities) -> list[Pair]:
    """The figures of the mean's group that have the two names, the nearest first."""
    unders = _under(quotient.under, mean, quantities)
    if not quotient.over or quotient.over in mean.figure.thing:
        beside = before is not None and before.line == mean.line and before.figure.thing == quotient.thing
        overs = [before] if beside and before is not None and _is_total(before) else []
        literal = True
    else:
        overs = of_group(quantities.of(quotient.over, quotient.thing), mean.group, mean.line)
        literal = bool(overs)
        overs = overs or _like(quotient.over, quotient.thing, mean, before)
    overs, unders = _nearest(overs, mean), _nearest(unders, mean)
    sure = (
        literal
        and (quotient.under != "人口" or bool(quantities.of(quotient.under)))
        and len({o.figure.amount for o in overs}) == 1 == len({u.figure.amount for u in unders})
    )
    return [
        Pair(o, u, sure and mean.group <= o.group and mean.group <= u.group)
        for o in overs
        for u in unders
        if o.figure is not u.figure
    ]


def _is_total(before: Told) -> bool:
    return not before.figure.per and not is_change(before.figure)


def _under(noun: str, mean: Told, quantities: Quantities) -> list[Told]:
    """Those whom it is for each of; 每个受理点平均受理 begins with its noun."""
    if noun in NAMES:
        found = of_group(quantities.of(noun), mean.group, mean.line)
        return found or (quantities.of_all("人") if noun == "人口" else [])
    for length in range(len(noun), 1, -1):
        found = quantities.called(noun[:length])
        if found:
            return [one for one in found if one.figure.at != mean.figure.at]
    return []


def _like(noun: str, thing: str | None, mean: Told, before: Told | None) -> list[Told]:
    """藏书9.6万册，生均图书25册: what stands right before, by most of its name."""
    if before is None or before.figure.thing != thing or not _is_total(before) or before.line != mean.line:
        return []
    wanted = stems(noun)
    shared = wanted & stems(before.noun)
    return [before] if not wanted or len(shared) >= len(wanted) * (1 - LIKE) else []


def _nearest(found: Sequence[Told], mean: Told) -> list[Told]:
    near = sorted(found, key=lambda one: (one.in_table, abs(one.figure.at - mean.figure.at)))
    return list(islice(near, FEW))


def judged(mean: Told, pairs: Sequence[Pair], many: int) -> Relation | None:
    """The first pair that gives the mean; else what the only pair of that name is worth."""
    for pair in pairs:
        relation = _ratio(mean.figure, pair, many)
        if relation.verdict in GOOD:
            return relation
    words = mean.figure.clause + mean.stretch
    if not pairs or LEVEL.search(words) or OTHERS.search(words) or mean.figure.hedge:
        return None
    over, under, sure = max(pairs, key=_amounts)
    if over.figure.hedge or under.figure.hedge:
        return None
    relation = _ratio(mean.figure, Pair(over, under, sure), many)
    off = (over.figure.amount * many / under.figure.amount) / mean.figure.amount
    near = Fraction(1, FARTHEST) <= off <= FARTHEST
    exact = over.group == under.group == mean.group
    if sure:
        return relation if near and exact else replace(relation, verdict=ASK, diagnosis=None)
    few = len({(pair.over.figure.amount, pair.under.figure.amount) for pair in pairs}) <= FARTHEST
    telling = bool(mean.group) and exact and near and few
    return replace(relation, verdict=ASK, diagnosis=None) if telling else None


def _amounts(pair: Pair) -> tuple[bool, Fraction, Fraction]:
    """Of several, the largest are the wholes."""
    return pair.sure, pair.over.figure.amount, pair.under.figure.amount


def _ratio(mean: Figure, pair: Pair, many: int) -> Relation:
    over, under = pair.over.figure, pair.under.figure
    computed = over.amount * many / under.amount
    verdict = verdict_of(computed, mean, value_of(over), value_of(under), many)
    times = f" * {many}" if many > 1 else ""
    base = under.scale if many > 1 and under.scale > 1 else 1
    expression = f"{digits(over.amount / mean.scale)} / {digits(under.amount / base)}{times} = {number(mean)}"
    if base > 1:
        expression = f"{number(over)} / ({number(under)} * {base}){times} = {number(mean)}"
    figures = [one.figure for one in (pair.over, pair.under) if not one.in_table]
    return written("ratio", figures, mean, expression, computed, verdict)


def verdict_of(computed: Fraction, mean: Figure, over: Value, under: Value, many: int = 1) -> str:
    """Rounded or cut off in the last printed place, with what the printed places of the two allow."""
    place = Fraction(mean.scale, 10**mean.places)
    off = computed - mean.amount
    if off == 0:
        return HOLDS
    if -place * HALF <= off < place:
        return ROUNDING
    low, high = over.low * many / under.high, over.high * many / under.low if under.low > 0 else computed
    if low - place * HALF <= mean.amount <= high + place * HALF:
        return ROUNDING
    return compare(Value(computed, computed, computed), mean) if mean.hedge else FAILS
