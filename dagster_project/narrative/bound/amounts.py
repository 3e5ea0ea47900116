"""Amounts that nothing gives, where words leave what makes them: 每生每学期750元 … 受助幼儿158人，资金11.58万元.

A rate says what it is for each of; a figure beside the amount, in its sentence, its line or above counts just that; a spell
or the calendar says how often. Only a slip of such a product is asked about, or any other number where rate, count and
amount fill one segment.

Belongs here: rates and counts that words bind to an amount. Does not belong here: shares of a base (``fractions``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from itertools import islice, product
from typing import NamedTuple

from dagster_project.narrative.bound.said import SEGMENT, SENTENCE, Said
from dagster_project.narrative.model import ASK, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import Value, compare
from dagster_project.narrative.reckoning.claims import is_change, is_countable, number, rounded_for, written
from dagster_project.narrative.reckoning.for_each import Each, counts, each_in, each_of_tail
from dagster_project.narrative.reckoning.naming import of_all
from dagster_project.narrative.reckoning.slips import is_slip, worth_trying
from dagster_project.narrative.text.units import DURATIONS, is_rate

GOAL = re.compile(
    r"力争|确保|不低于|不高于|不超过|不少于|要求|控制在|以内|上年|去年|同期|[由从]$|提高到|另|其中|定额|上限|补差|首[年期批]|先期"
)
MEANT = re.compile(r"至少|最少|不少于|不低于|以上|最低|提高|增加|上年|去年|原")
BY_STANDARD = re.compile(r"标准|每[生人名户]")
SCHOOLING = re.compile(
    r"(?P<years>[两三四五六])年(?:制|学制|本科|专科|大学)|(?P<years2>[3-6])年制|本科(?P<ba>四年)|[读学](?P<years3>[两三四五])年"
)
MANY = {"两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "四年": 4}
MONTHS = re.compile(r"(?P<first>\d{1,2})月?[-~—至到](?P<last>\d{1,2})月")
A_YEAR = re.compile(r"全年|一年|每年|一学年|年度|学年|年内")
ONE = re.compile(r"一[个名位](?:孩子|学生|人|[一-鿿]{0,6}生)|最[多高]可[^，。；：\d]{0,3}$")
SPELLS = re.compile(r"(?:共|计|天数|总数)[为是]?$")
SERVED = re.compile(r"[，、（]?(?:惠及|受益|资助|补助|涉及|发放给?)[^，。；\d]{0,6}$")
AT_MOST = re.compile(r"最[多高]")
PAID_FOR = re.compile(r"标准|补助|公用|定额|人均$")
OLD = re.compile(r"去年|上年|同期|原")
ALL = re.compile(r"合计|总计|共计|全[县市区校]")
END = re.compile(r"[。\n]")
GOOD = (HOLDS, ROUNDING)
BACK, REACH, FEW, TRIED, NEAR, SHORT, FARTHEST = 80, 700, 3, 8, 60, 2, 3


class Times(NamedTuple):
    """How many of them there are: a figure, or what words and the calendar say; ``near`` where it stands in the segment."""

    amount: Fraction
    figure: Figure | None = None
    near: bool = False


def find_bound_amounts(
    said: Said, known: set[int], added: set[int], making: Collection[frozenset[int]]
) -> Iterator[Relation]:
    """Of amounts that are not ``known`` or only ``added`` up: what a rate before them makes, or a question.

    A rate and a count that are ``making`` another amount (教学机96台172.8万元，每台1.8万元；床860张103万元) ask of no second one.
    """
    for index, amount in enumerate(said.figures):
        if (
            (amount.at in known and amount.at not in added)
            or index == 0
            or amount.hedge not in ("", "约")
            or amount.per
        ):
            continue
        if not is_countable(amount) and not (amount.thing in DURATIONS and SPELLS.search(amount.before)):
            continue
        if is_change(amount) or GOAL.search(amount.before) or amount.value <= 1 or each_in(amount.before):
            continue
        relation = _found(said, index, amount)
        segment = said.since(amount.at, SEGMENT)
        if relation is None or (relation.verdict == ASK and relation.figures_at - {amount.at} in making):
            continue
        if amount.at not in added or all(f.at >= segment for f in relation.figures):
            yield relation


def _found(said: Said, index: int, amount: Figure) -> Relation | None:
    begin, segment = said.since(amount.at, SENTENCE), said.since(amount.at, SEGMENT)
    if said.plain.startswith("答", begin):
        begin = segment = said.since(begin - 1, SENTENCE)
    before = said.figures[max(0, index - BACK) : index]
    own = [f for f in reversed(before) if f.at >= begin]
    rates = [f for f in own if f.size < amount.size and _is_rate_for(f, amount)][:FEW]
    if not rates:
        rates = _told_before(before, begin, amount)
    for rate in rates:
        choices = _choices(said, own, before, rate, amount, segment)
        if choices is None:
            continue
        if rate.at < begin and not any(one.near for one in choices[0]):
            if (chained := _in_short_sentences(said, rate, choices, amount)) is not None:
                return chained
            continue
        tried = []
        for some in islice(product(*choices), TRIED):
            made = rate.amount
            for one in some:
                made *= one.amount
            figures = [one.figure for one in some if one.figure is not None]
            if made != rate.amount and len({f.at for f in figures}) == len(figures):
                tried.append((made, some))
        for made, some in tried:
            if compare(Value(made, made, made), amount) in GOOD and (rate.at >= begin or len(number(amount)) > SHORT):
                return _written(rate, some, amount, made)
        sole = len({f.amount for f in rates}) == 1
        doubted = _doubted(said, rate, tried, amount, segment if sole else -1)
        if doubted is not None:
            return doubted
    return None


def _in_short_sentences(said: Said, rate: Figure, choices: list[list[Times]], amount: Figure) -> Relation | None:
    """受益学生3240人。标准：每生每天5元。供餐98天。落实资金158.76万元。: nothing else is told from the count to the amount."""
    some = [one[0] for one in choices]
    figures = [rate, *(one.figure for one in some if one.figure is not None)]
    first = min(f.at for f in figures)
    if len(figures) <= len(some) or amount.at - first > NEAR or set(said.between(first, amount.at)) != set(figures):
        return None
    made = rate.amount
    for one in some:
        made *= one.amount
    near = Fraction(1, FARTHEST) <= made / amount.amount <= FARTHEST
    return _written(rate, some, amount, made) if near else None


def _doubted(
    said: Said, rate: Figure, tried: Sequence[tuple[Fraction, Sequence[Times]]], amount: Figure, segment: int
) -> Relation | None:
    for made, some in tried[: worth_trying(amount) * SHORT]:
        if is_slip(made, amount):
            return _written(rate, some, amount, made)
    apart = rate.at < segment and (amount.at - rate.to > NEAR or END.search(said.plain, rate.to, amount.at))
    if not tried or segment < 0 or apart:
        return None
    made, some = tried[0]
    figures = [one.figure for one in some if one.figure is not None]
    first = min((f.at for f in (rate, *figures) if f.at >= segment), default=segment)
    between = [f for f in said.between(first, amount.at) if f is not rate and f not in figures]
    near = Fraction(1, FARTHEST) <= made / amount.amount <= FARTHEST
    bound = all(one.near for one in some) and len(some) > 0 and not between and near
    return _written(rate, some, amount, made) if bound and amount.at - segment < NEAR * 2 else None


def _is_rate_for(rate: Figure, amount: Figure) -> bool:
    if rate.thing != amount.thing and (rate.thing, amount.thing) not in (("次", "人次"), ("本", "册")):
        return False
    if rate.value <= 0 or MEANT.search(rate.before) or is_rate(rate.thing):
        return False
    if rate.hedge not in ("", "以下") or (rate.hedge and not AT_MOST.search(amount.clause)):
        return False
    each = _eaches(rate)
    return bool(each) and (
        "均" not in rate.before[-FEW * 2 :] or PAID_FOR.search(rate.before + rate.after[:2]) is not None
    )


def _told_before(before: Sequence[Figure], begin: int, amount: Figure) -> list[Figure]:
    """The one standard that was told above, in the paragraphs before."""
    smaller = (f for f in before if f.at < begin and f.size < amount.size and amount.at - f.to < REACH)
    told = [f for f in smaller if BY_STANDARD.search(f.clause) and f.is_plain and _is_rate_for(f, amount)]
    return told[-1:] if len({f.amount for f in told}) == 1 and not told[-1].hedge else []


def _eaches(rate: Figure) -> list[Each]:
    return each_in(rate.clause) or (each_of_tail(rate.per) if rate.per else [])


def _choices(
    said: Said, own: Sequence[Figure], before: Sequence[Figure], rate: Figure, amount: Figure, segment: int
) -> list[list[Times]] | None:
    """For each word behind 每, what may count it; None where nothing does."""
    choices = []
    for each in dict.fromkeys(_eaches(rate)):
        if each.is_time:
            found = _times(said, each, own, rate, amount, segment)
        else:
            found = _of_one(said, amount) or _counts(said, each, own, before, rate, amount, segment)
        if not found:
            return None
        choices.append(found)
    return choices


def _counts(
    said: Said, each: Each, own: Sequence[Figure], before: Sequence[Figure], rate: Figure, amount: Figure, segment: int
) -> list[Times]:
    """Those of the sentence, else those that stand nearest above."""
    counted = [f for f in own if _counts_one(f, each) and f is not rate][:FEW]
    served = said.between(amount.to, amount.to + FEW * TRIED)[:1]
    if served and _counts_one(served[0], each) and SERVED.fullmatch(said.gap(amount, served[0])):
        return [Times(served[0].amount, served[0], near=not any(f.at >= segment for f in counted))]
    if not counted:
        above = [f for f in reversed(before) if _counts_one(f, each) and f is not rate and f.at < rate.at]
        named = [f for f in above if len(f.before) > 1 and f.before[-FEW:] in said.plain[segment : rate.at]][:1]
        people = [f for f in above if each.kind == "人" and "人口" in f.before + f.after]
        totals = [f for f in said.cells if ALL.search(f.before) and _counts_one(f, each)]
        if named:
            return [Times(named[0].amount, named[0], near=True)]
        now = [f for f in of_all(above[::-1]) if not OLD.search(f.before)]
        counted = list(dict.fromkeys([*people[:1], *now[:1], *above[:1], *totals[:1]]))
    return [Times(f.amount, f, f.at >= segment) for f in counted]


def _counts_one(figure: Figure, each: Each) -> bool:
    own = figure.thing in ("个", "间", "处") and each.kind in figure.after[:FEW] + figure.before[-FEW:]
    return (
        (own or counts(figure, each))
        and is_countable(figure)
        and figure.is_plain
        and figure.value > 1
        and not is_change(figure)
    )


def _of_one(said: Said, amount: Figure) -> list[Times]:
    words = said.plain[said.since(amount.at, SENTENCE) : amount.at]
    return [Times(Fraction(1), None, True)] if ONE.search(words[-NEAR:]) else []


def _times(said: Said, each: Each, own: Sequence[Figure], rate: Figure, amount: Figure, segment: int) -> list[Times]:
    """Spells that the sentence tells, then the calendar."""
    told = [Times(f.value, f, f.at >= segment) for f in own if f.thing in DURATIONS and counts(f, each) and f.value > 1]
    words = said.plain[min([said.since(amount.at, SENTENCE), rate.at - FEW * FEW]) : amount.at]
    if each.kind == "年":
        years = SCHOOLING.search(words)
        many = [MANY.get(y) or int(y) for y in (years.groups() if years else ()) if y]
        return [*told, *(Times(Fraction(one)) for one in many), Times(Fraction(1), None, True), Times(Fraction(1, 2))]
    if each.kind == "学期":
        return [
            *told,
            *([Times(Fraction(2))] if A_YEAR.search(words) else []),
            Times(Fraction(1), None, True),
            Times(Fraction(2)),
        ]
    if each.kind == "月":
        span = MONTHS.search(words)
        months = int(span["last"]) - int(span["first"]) + 1 if span else 0
        year = [Times(Fraction(12))] if A_YEAR.search(words) else []
        return [*told, *([Times(Fraction(months))] if months > 1 else []), *year]
    line = said.between(max(0, said.since(amount.at, "\n")), amount.at)
    return told or [Times(f.value, f) for f in reversed(line) if f.thing in DURATIONS and counts(f, each)][:SHORT]


def _written(rate: Figure, some: Sequence[Times], amount: Figure, made: Fraction) -> Relation:
    own = [one.figure for one in some if one.figure is not None]
    worked = " * ".join([*(digits(one.amount) for one in some if one.amount != 1), digits(rate.amount)])
    worked += f" / {amount.scale}" if amount.scale != 1 else ""
    verdict = compare(Value(made, made, made), amount)
    verdict = verdict if verdict in GOOD else ASK
    given = number(amount) if verdict in GOOD else f"{rounded_for(made, amount)} (= {number(amount)})"
    return written("product", [*own, rate], amount, f"{worked} = {given}", made, verdict)
