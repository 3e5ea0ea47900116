"""Amounts told as a share of another: 利率3.7%，利息1776元; 占96场的八分之一，为12场; 先发一半，即95625元; 每100名配1名，应配366人.

Belongs here: a share, a half or a ratio right before an amount, and the base before it. Does not belong here: shares that
are worked out (``shares``), rates for each (``amounts``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from dagster_project.narrative.bound.said import SENTENCE, Said
from dagster_project.narrative.model import ASK, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.rates.ratios import FRACTION
from dagster_project.narrative.reckoning.arithmetic import compare, scaled, value_of
from dagster_project.narrative.reckoning.claims import is_change, is_countable, number, rounded_for, written
from dagster_project.narrative.reckoning.naming import of_all, stems, words_of
from dagster_project.narrative.reckoning.slips import is_slip, worth_trying
from dagster_project.readers.values.numbers import DIGITS

THAT_IS = re.compile(r"(?:[^，。；\d]{0,4}[，（])?(?:即|为|约|是|计|共|折合|合|一年|全年|每[年月]|应[付发拨]|得)*$")
INTEREST = re.compile(r"利率|息率|年息|月息|收益率|[息利]$")
GAINED = re.compile(r"利息|得息|收益|息")
HALF_OF = re.compile(r"(?:一半|半数|之半|减半)(?:[^，。；：\d]{0,3}[，（])?(?:即|为|是|计|约|发放|执行)*$")
IS_HALF = re.compile(r"[，（]?(?:同样|正好|恰好|也|刚好)?是?(?:[^，。；：\d]{0,6}的)?一半")
HALVED = re.compile(r"[，（]?(?:减少|下降|压减|压缩|减幅|降幅)(?:了|达|近)?一半")
FOR_EVERY = re.compile(r"每$")
DUE = re.compile(r"(?:应|需|须|可|配)[^，。；：\d]{0,6}$")
OF = re.compile(r"(?:占|按)(?P<whole>[^，。；：\d]{2,16}?)的$")
SHARED = re.compile(r"占|按|的|之|以|拨|补|承担|分担|负担|配套|自筹|出资|匹配")
A_TERM = re.compile(r"每(?:个)?学期[^，。；：\d]{0,6}$")
A_YEAR = re.compile(r"每(?:学)?年[^，。；：\d]{0,6}$")
RANK = re.compile(r"[一二三四][档等类]")
TOTAL = re.compile(r"合计|总计|共计")
GOOD = (HOLDS, ROUNDING)
NEAR, LINE, FEW, LONGEST, MOST, HUNDRED = 20, 200, 4, 12, 3, 100


def find_bound_fractions(said: Said, known: dict[int, set[int]]) -> Iterator[Relation]:
    """Of amounts that no claim is about: the base that gives them, or a question."""
    for index, amount in enumerate(said.figures):
        if index == 0 or amount.at in known or amount.hedge not in ("", "约"):
            continue
        counted = is_countable(amount) and not amount.per
        relation = _found(said, index, amount) if counted else _of_a_year(said, index, amount)
        if relation is not None:
            yield relation


def _found(said: Said, index: int, amount: Figure) -> Relation | None:
    before = said.figures[index - 1]
    gap = said.gap(before, amount)
    if is_change(amount):
        return None
    half = HALF_OF.search(gap) or IS_HALF.match(said.plain, amount.to)
    if half is not None:
        return _of_a_base(said, index, amount, None, Fraction(1, 2), "")
    if len(gap) > 2 * NEAR or "。" in gap:
        return None
    if before.thing == "%" and not is_change(before) and (before.is_plain or "分之" in before.quote):
        if INTEREST.search(before.clause) and GAINED.search(gap):
            return _of_a_base(said, index - 1, amount, before, before.value / 100, "本金")
        if len(gap) <= LONGEST and THAT_IS.fullmatch(gap) and SHARED.search(before.clause):
            whole = OF.search(before.clause)
            return _of_a_base(said, index - 1, amount, before, _times(before), whole["whole"] if whole else "")
        return None
    if HALVED.match(said.plain, amount.to) and before.thing == amount.thing and before.amount > amount.amount:
        return _judged(amount, [before], None, Fraction(1, 2), tight=True)
    return _for_every(said, index, amount) if index >= MOST and DUE.search(amount.before) else None


def _times(share: Figure) -> Fraction:
    """八分之一 is that exactly, whatever percentage it was read as."""
    match = FRACTION.search(share.quote)
    return Fraction(DIGITS[match[2]], DIGITS.get(match[1], 10)) if match is not None else share.value / 100


def _of_a_base(
    said: Said, index: int, amount: Figure, share: Figure | None, times: Fraction, name: str
) -> Relation | None:
    """The amounts before in the line, the nearest first; what bears the name before all."""
    line = said.since(amount.at, "\n")
    pool = [f for f in reversed(said.figures[max(0, index - 2 * FEW) : index]) if _is_base(f, amount, half=not share)]
    pool = [f for f in pool if f.at >= line - LINE]
    wide = [f for f in said.before(amount, amount.thing)[: FEW * MOST] if _is_base(f, amount)]
    core = stems(name)
    named = [f for f in wide if name and (name in words_of(f) or core & stems(words_of(f)))]
    named.sort(key=lambda f: -len(core & stems(words_of(f))))
    shared = _of_the_shares_before(said, index, amount, pool) if share is not None else []
    bases = list(dict.fromkeys([*named[:1], *shared[:1], *pool[:FEW]]))
    if share is None and not bases:
        bases = [f for f in said.cells if TOTAL.search(f.before) and f.thing == amount.thing][:FEW]
    begin = said.since(amount.at, SENTENCE)
    own = [f for f in bases if f.at >= begin]
    return _judged(amount, bases, share, times, tight=len(own) == 1 or bool(named or shared), whole=of_all(pool[::-1]))


def _of_the_shares_before(said: Said, index: int, amount: Figure, pool: Sequence[Figure]) -> list[Figure]:
    """总需求500万元。中央承担60%，300万元；县级承担40%，210万元: of what the shares before, told alike, are of."""
    before = said.figures[max(0, index - FEW) : index]
    pairs = [(s, a) for s, a in pairwise(before) if s.thing == "%" and s.is_plain and a.thing == amount.thing]
    pairs = [(s, a) for s, a in pairs if THAT_IS.fullmatch(said.gap(s, a)) and SHARED.search(s.clause)]
    return [f for f in pool if any(f.at < s.at and f.amount * s.value == a.amount * HUNDRED for s, a in pairs)]


def _is_base(figure: Figure, amount: Figure, half: bool = False) -> bool:
    alike = figure.thing == amount.thing and figure.is_plain and (half or figure.amount > amount.amount)
    return alike and (is_countable(figure) or (half and bool(figure.per)))


def _judged(
    amount: Figure, bases: Sequence[Figure], share: Figure | None, times: Fraction, *, tight: bool,
    whole: Sequence[Figure] = (),
) -> Relation | None:  # fmt: skip
    for base in bases:
        relation = _written(amount, base, share, times)
        if relation.verdict in GOOD:
            return relation
    likely = [base for base in (*bases, *whole) if is_slip(base.amount * times, amount)]
    if likely and (tight or worth_trying(amount)):
        return _written(amount, likely[0], share, times)
    near = bool(bases) and Fraction(1, MOST) <= bases[0].amount * times / amount.amount <= MOST
    return _written(amount, bases[0], share, times) if tight and near else None


def _of_a_year(said: Said, index: int, amount: Figure) -> Relation | None:
    """二档每学年1500元…二档的学生每学期到账850元: half of what bears the same rank, or of the only one."""
    if A_TERM.search(amount.before) is None or not amount.is_plain or is_change(amount):
        return None
    near = [f for f in reversed(said.figures[max(0, index - FEW) : index]) if amount.at - f.to < LINE // 2]
    years = [f for f in near if f.thing == amount.thing and A_YEAR.search(f.before) and f.is_plain]
    rank = RANK.search(amount.clause)
    years = [f for f in years if rank[0] in f.clause] if rank is not None else years
    if len({f.amount for f in years}) != 1:
        return None
    made = years[0].amount / 2
    return _written(amount, years[0], None, Fraction(1, 2)) if made == amount.amount or is_slip(made, amount) else None


def _for_every(said: Said, index: int, amount: Figure) -> Relation | None:
    """用餐学生36600人，按每100名学生配1名工勤人员应配366人."""
    many, each, one = said.figures[index - 3 : index]
    if FOR_EVERY.search(many.before):
        each, one, many = many, each, one
    begin = said.since(amount.at, SENTENCE)
    told = many.at >= begin and FOR_EVERY.search(each.before) and one.thing == amount.thing == each.thing
    if not told or not (is_countable(many) and many.is_plain and each.value > 1) or one.at - each.to > NEAR:
        return None
    made = many.amount * one.amount / each.amount
    off = abs(made - amount.amount)
    verdict = HOLDS if not off else ROUNDING if off < 1 else ASK
    given = number(amount) if verdict in GOOD else f"{rounded_for(made, amount)} (= {number(amount)})"
    worked = f"{digits(many.amount)} / {digits(each.amount)} * {digits(one.amount)} = {given}"
    return written("ratio", [many, each, one], amount, worked, made, verdict)


def _written(amount: Figure, base: Figure, share: Figure | None, times: Fraction) -> Relation:
    made = scaled(value_of(base), times)
    verdict = compare(made, amount)
    verdict = verdict if verdict in GOOD else ASK
    shown = f"{digits(times * 100)} / 100" if share is not None else f"{times.numerator} / {times.denominator}"
    given = number(amount) if verdict in GOOD else f"{rounded_for(made.nominal, amount)} (= {number(amount)})"
    worked = f"{digits(base.amount / amount.scale)} * {shown} = {given}"
    figures = [base, *([share] if share is not None else [])]
    return written("ratio", figures, amount, worked, made.nominal, verdict)
