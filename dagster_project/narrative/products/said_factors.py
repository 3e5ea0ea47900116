"""Amounts told some clauses after what they are made of: 每辆校车每年补助4.5万元，一年下来是621万元; 往返一趟54公里.

Each word behind 每 needs a count: a figure said anywhere near that counts just that (138辆 for 每辆), a spell (两个学期), or the
calendar (全年 has 12 months, 2 terms). What they make together with the rate is the amount, or nothing was claimed.

Belongs here: rates whose counts stand in other sentences, terms of a year, ways there and back. Does not belong here:
chains told in one sentence (``told_chains``), standards for persons (``products``, ``beside``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

from dagster_project.narrative.model import ASK, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.claims import GOAL, is_change, number, written
from dagster_project.narrative.reckoning.for_each import Each, counts, each_in, each_of_tail
from dagster_project.narrative.reckoning.slips import is_slip, worth_trying
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import is_rate

MADE = re.compile(
    r"共|合计|总|累计|下来|一[年学天月个]|全[年县校部]|每年|年|计划|需|就是|即|相当于|[两三四五六]个?(?:学期|年|月)|折合|可"
)
SURE = re.compile(r"共|合计|总计|累计|下来|就是|相当于|一年|全年|计划运行")
FEWER = re.compile(r"每(?:个)?(?P<spell>学期|季度|月)|(?P<half>各)")
WHOLE_YEAR = re.compile(r"(?:全年|每年|一年|每学年|一学年|学年|每生每年|年)[^，。；：\d]{0,10}$")
IN_A_YEAR = {"学期": 2, "季度": 4, "月": 12}
BOTH_WAYS = re.compile(r"(?:往返|来回|双程)[^，。；\d]{0,8}$")
ONE_WAY = re.compile(r"往返|来回|双程")
A_DAY = re.compile(r"(?:上学|教学|运行|工作|行课|供餐|就餐|在校)?[日天]")
CALENDAR = {"月": (12,), "学期": (2,), "季度": (4,), "年": (1,), "周": (), "天": ()}
SPELLS_TOLD = frozenset({"学期", "年", "学年", "个月", "月", "次", "天"})
SPELL_GAP = re.compile(r"(?:，|下来|计算?|一?[共合]计?|总[共计]|就是|即|为|累计|可|减免|补助|发放|达|需|支付|缴纳)*")
SPELL_BOUND = re.compile(r"共|合计|总计|下来|就是")
SPELL_NEAR = 40
BACK, FEW, MOST_COUNTS, NEAR, FAR, MOST_EACH = 40, 4, 7, 320, 900, 3
ENOUGH, CERTAIN, LIKELY = 2, 3, 2


class Counted(NamedTuple):
    """How many of them there are: a figure, or what the calendar says."""

    times: Fraction
    figure: Figure | None


def find_said_factors(
    sentences: Sequence[Sentence], figures: Sequence[Figure], known: set[int], summed: set[int]
) -> Iterator[Relation]:
    """Amounts that no claim works out (``known`` are worked out, ``summed`` only added up) and the rates before them."""
    index = -1
    for sentence in sentences:
        for figure in sentence.figures:
            index += 1
            yield from _both_ways(sentence, figure, figures[max(0, index - FEW) : index])
            if figure.size <= 1 or is_rate(figure.thing) or not figure.is_plain or is_change(figure):
                continue
            said = figures[max(0, index - BACK) : index]
            if (term := _of_a_year(figure, said) or _of_spells(sentence, figure, said, known)) is not None:
                yield term
            elif MADE.search(figure.clause) and not GOAL.search(figure.clause.replace("计划", "")):
                told = _made(figure, said)
                if told is not None and (figure.at not in known or (told.verdict != ASK and figure.at in summed)):
                    yield told


def _both_ways(sentence: Sentence, figure: Figure, before: Sequence[Figure]) -> Iterator[Relation]:
    """27公里，往返一趟54公里."""
    if BOTH_WAYS.search(figure.clause) is None:
        return
    ways = [f for f in before if f.thing == figure.thing and f.at >= sentence.at and not ONE_WAY.search(f.clause)]
    if ways and all(f.is_plain for f in (ways[-1], figure)):
        made = ways[-1].amount * 2
        verdict = "holds" if made == figure.amount else ASK
        worked = f"{digits(ways[-1].amount / figure.scale)} * 2 = {number(figure)}"
        yield written("product", ways[-1:], figure, worked, made, verdict)


def _of_a_year(figure: Figure, said: Sequence[Figure]) -> Relation | None:
    """全年1250元…每学期625元: the part of a year, told after the whole of it."""
    match = FEWER.search(figure.clause[-10:])
    if match is None or match["spell"] is None:
        return None
    times = IN_A_YEAR[match["spell"]]
    for year in reversed(said[-FEW * 2 :]):
        told = year.thing == figure.thing and year.is_plain and WHOLE_YEAR.search(year.clause) is not None
        if told and figure.amount * times == year.amount and figure.at - year.to < NEAR:
            worked = f"{digits(figure.amount / year.scale)} * {times} = {number(year)}"
            return written("product", [figure], year, worked, year.amount, "holds")
    return None


def _of_spells(sentence: Sentence, figure: Figure, said: Sequence[Figure], known: set[int]) -> Relation | None:
    """减免1500元，一年两个学期共3000元: a spell right before the amount, and what one of it comes to before that."""
    if len(said) < FEW // 2 or figure.at in known:
        return None
    spell = said[-1]
    gap = sentence.plain[spell.to : figure.at]
    if spell.thing not in SPELLS_TOLD or spell.value < ENOUGH or SPELL_GAP.fullmatch(gap) is None:
        return None
    one = next((f for f in reversed(said[-FEW:-1]) if f.thing == figure.thing), None)
    if one is None or not one.is_plain or not spell.is_plain or spell.at - one.to > SPELL_NEAR or is_change(one):
        return None
    made = one.amount * spell.value
    bound = SPELL_BOUND.search(gap) is not None and "；" not in sentence.plain[one.to : spell.at]
    if made != figure.amount and not (bound and is_slip(made, figure)):
        return None
    worked = f"{digits(one.amount / figure.scale)} * {digits(spell.value)} = {number(figure)}"
    return written("product", [one, spell], figure, worked, made, "holds" if made == figure.amount else ASK)


def _made(amount: Figure, said: Sequence[Figure]) -> Relation | None:
    rates = [f for f in said if _is_alike(f, amount) and f.hedge in ("", "以上") and amount.at - f.to < NEAR]
    slipped = None
    for rate in reversed(rates[-FEW * 2 :]):
        eaches = _eaches(rate)
        if not eaches or len(eaches) > MOST_EACH or rate.size >= amount.size:
            continue
        choices = [_counts_of(each, said, amount) for each in eaches]
        times = [choice for choice, each in zip(choices, eaches, strict=True) if choice and each.is_time]
        if not all(choices) and len(times) < len(choices):
            # 每所小学每学期十六节，一个学年三十二节 is told of every school.
            choices = times
        if not choices or not all(choices):
            continue
        for some in product(*choices):
            own = [one.figure for one in some if one.figure is not None]
            made = rate.amount
            for one in some:
                made *= one.times
            if made == rate.amount or len({f.at for f in own}) < len(own) or rate in own:
                continue
            if made == amount.amount and _is_no_chance(amount, own):
                return _written(rate, some, amount, made, "holds")
        if slipped is None and rate.is_plain and SURE.search(amount.clause) and _is_long(amount):
            slipped = _slipped(rate, choices, amount)
    return slipped


def _slipped(rate: Figure, choices: Sequence[Sequence[Counted]], amount: Figure) -> Relation | None:
    """The counts nearest by, as many as the digits of the amount allow; one slip is a question."""
    for some in islice(product(*choices), worth_trying(amount) * LIKELY):
        made = rate.amount
        for one in some:
            made *= one.times
        counted = any(one.figure for one in some) or "年" in amount.clause
        if made != rate.amount and counted and is_slip(made, amount):
            return _written(rate, some, amount, made, ASK)
    return None


def _is_alike(rate: Figure, amount: Figure) -> bool:
    """每生40次 make 人次."""
    alike = rate.thing == amount.thing or (
        rate.thing in ("次", "趟") and amount.thing in ("人次", "车次", "班次", "趟")
    )
    return alike and rate.size > 0


@lru_cache(maxsize=1 << 14)
def _eaches(rate: Figure) -> tuple[Each, ...]:
    found = each_in(rate.clause.replace("辆校车", "辆")) or each_of_tail(rate.per)
    return tuple(dict.fromkeys(found))


def _counts_of(each: Each, said: Sequence[Figure], amount: Figure) -> list[Counted]:
    near = [f for f in said if amount.at - f.to < FAR and f.is_plain and not f.per and not is_change(f)]
    own = [f for f in near if f.size > 1 and (counts(f, each) or _is_day(f, each))]
    found = [Counted(f.value, f) for f in reversed(own[-MOST_COUNTS:])]
    return [*found, *(Counted(Fraction(times), None) for times in CALENDAR.get(each.kind, ()))]


def _is_day(figure: Figure, each: Each) -> bool:
    """200个上学日 counts days."""
    return each.kind == "天" and figure.thing in ("个", "天") and A_DAY.match(figure.after + figure.thing) is not None


def _is_long(amount: Figure) -> bool:
    return len(number(amount).replace(".", "").rstrip("0")) >= CERTAIN


def _is_no_chance(amount: Figure, own: Sequence[Figure]) -> bool:
    return len(number(amount).replace(".", "").rstrip("0")) >= ENOUGH or len(own) == 1


def _written(rate: Figure, some: Sequence[Counted], amount: Figure, made: Fraction, verdict: str) -> Relation:
    own = [one.figure for one in some if one.figure is not None]
    worked = " * ".join([*(digits(one.times) for one in some if one.times != 1), digits(rate.amount / amount.scale)])
    return written("product", [*own, rate], amount, f"{worked} = {number(amount)}", made, verdict)
