"""Counts and their amount in one sentence, the standard in the one before: 每人每年1200元。去年补了238人，共28.56万元.

Belongs here: the one standard said before, standards by rank (一等1500元、二等900元), pairs whose total has a sentence of
its own, a month's pay told as a year's. Does not belong here: all of it in one sentence (``products``, ``pairs``,
``chains``), numbers that fit from farther away (``beside``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Reading, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.products.chains import chains_of, rank_of
from dagster_project.narrative.products.factors import Factor, factors_of
from dagster_project.narrative.products.pairs import made_of_pairs, pairs_before
from dagster_project.narrative.products.products import is_standard
from dagster_project.narrative.products.rated import spells_said
from dagster_project.narrative.products.told_chains import of_a_calendar
from dagster_project.narrative.reckoning.arithmetic import Value, compare
from dagster_project.narrative.reckoning.claims import GOAL, is_change, is_counted, number, written
from dagster_project.narrative.text.sentences import Sentence

RECEIVED = re.compile(r"(?:补了?|[补资救]助|享受|惠及|受益|奖励|慰问|减免|发[了放]|发给)[^，。]{0,8}$")
AMOUNT = re.compile(r"共|合计|总计|累计|计|金额|资金|发放|补助|支出|落实|兑现|需")
PAID = re.compile(r"[，、；]?[^，。；：\d]{0,10}")
OF_ALL = re.compile(r"以上|上述|合计|总计|累计|各[项类段]")
IN_ALL = re.compile(r"共|合计|总计|累计")
OTHER = re.compile(r"另|其余|此外|还|项目|投入|建设|维修|购置|培训|募集|捐|工资")
PEOPLE = ("人", "人次", "户")
GOOD = (HOLDS, ROUNDING)
LONGEST, CLOSE = 200, 16
SLIPS = tuple(Fraction(10) ** power for power in (-4, -3, -2, -1, 1, 2, 3, 4))
ONCE = Factor(Fraction(1), "一次", "once", True)


def find_by_standards_before(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """The amounts of each sentence at the standards of the one right before it."""
    for earlier, sentence in pairwise(sentences):
        if sentence.at - earlier.to > 1 or "\n" in earlier.text[-1:] or earlier.to - earlier.at > LONGEST:
            continue
        money = [f for f in sentence.figures if f.thing == "元" and f.is_plain and not is_change(f)]
        standards = [f for f in earlier.figures if is_standard(f)]
        if not money or not standards:
            continue
        both = Sentence(sentence.plain, earlier.at, sentence.to, (*earlier.figures, *sentence.figures))
        yield from _of_a_year(both, sentence)
        if any(is_standard(f) for f in sentence.figures):
            continue
        for amount in money:
            relation = (
                _by_rank(both, sentence, amount, standards)
                or _of_pairs(both, sentence, amount, standards)
                or _at_the_only_one(sentence, amount, standards)
            )
            if relation is not None:
                yield relation


def _counts_before(sentence: Sentence, amount: Figure) -> list[Figure]:
    return [f for f in sentence.figures if f.at < amount.at and f.thing in PEOPLE and is_counted(f) and f.is_plain]


def _by_rank(both: Sentence, sentence: Sentence, amount: Figure, standards: Sequence[Figure]) -> Relation | None:
    """每学期一等1500元、二等900元。一等862人，二等1240人，合计2102人，共发放240.9万元."""
    at_rank = {rank[0]: standard for standard in standards if (rank := rank_of(both, standard.at))}
    counts = [f for f in _counts_before(sentence, amount) if not IN_ALL.search(f.before)]
    ranked = {rank[0]: count for count in counts if (rank := _own_rank(sentence, count))}
    pairs = [(ranked[rank], standard) for rank, standard in at_rank.items() if rank in ranked]
    if len(pairs) < 2 or len(ranked) != len(pairs) or len(counts) != len(ranked) or not AMOUNT.search(amount.clause):
        return None
    made = sum((count.amount * standard.amount for count, standard in pairs), Fraction(0))
    terms = " + ".join(f"{digits(count.amount)} * {digits(standard.amount)}" for count, standard in pairs)
    tried = []
    for factor in [ONCE, *(f for f in factors_of(sentence, pairs[-1][1]) if f.sure and f.times != 1)]:
        computed = made * factor.times
        verdict = compare(Value(computed, computed, computed), amount)
        often = "" if factor.times == 1 else f" * {digits(factor.times)}"
        worked = f"({terms}){often}{f' / {amount.scale}' if amount.scale != 1 else ''}"
        tried.append(
            (verdict, computed, worked, Reading(factor.zh, factor.en, worked, digits(computed / amount.scale)))
        )
    verdict, computed, worked, _ = next((one for one in tried if one[0] in GOOD), tried[0])
    figures = [figure for pair in pairs for figure in pair]
    doubtful = verdict == FAILS and not IN_ALL.search(amount.clause)
    return written(
        "product", figures, amount, f"{worked} = {number(amount)}", computed, ASK if doubtful else verdict,
        readings=() if verdict in GOOD else [one[3] for one in tried],
    )  # fmt: skip


def _own_rank(sentence: Sentence, count: Figure) -> list[str]:
    return rank_of(sentence, count.at) if rank_of(sentence, count.at)[-1:] == _last(count) else []


def _last(count: Figure) -> list[str]:
    found = re.findall(r"[一二三四五特甲乙丙][类等档级]", count.before)
    return found[-1:]


def _of_pairs(both: Sentence, sentence: Sentence, amount: Figure, standards: Sequence[Figure]) -> Relation | None:
    """高中生165名，每名2000元；大学新生48名，每名5000元。两项合计资助213名，支出57万元."""
    between = [f for f in sentence.figures if f.at < amount.at]
    kept = tuple(f for f in both.figures if f not in between)
    pairs = pairs_before(replace(both, figures=kept), amount, standards, near=CLOSE * 4)
    if not pairs or not IN_ALL.search(sentence.plain[sentence.at : amount.at]) or amount.at - sentence.at > CLOSE * 3:
        return None
    many = sum((pair.people.amount for pair in pairs), Fraction(0))
    if any(f.amount != many and f.thing in PEOPLE for f in between) or OTHER.search(amount.clause):
        return None
    told = made_of_pairs(both, amount, pairs, claimed=True)
    if told is not None and told.verdict == FAILS and not any(f.amount == many for f in between):
        return replace(told, verdict=ASK)
    return told


def _at_the_only_one(sentence: Sentence, amount: Figure, standards: Sequence[Figure]) -> Relation | None:
    """Count and amount side by side, and one standard before them."""
    counts = _counts_before(sentence, amount)
    standard = standards[-1]
    if not counts or len({f.amount for f in standards}) != 1 or not standard.is_plain or is_change(amount):
        return None
    count = counts[-1]
    words = sentence.words(count, amount)
    beside = PAID.fullmatch(words) is not None and AMOUNT.search(amount.clause) is not None
    goal = GOAL.search(standard.clause.replace("标准为", "")) or OTHER.search(sentence.plain[sentence.at : amount.at])
    if not beside or goal or not RECEIVED.search(count.clause) or len(counts) > 1:
        return None
    factors = [factor for factor in factors_of(sentence, standard) if factor.sure] or [ONCE]
    tried = [(count.amount * standard.amount * factor.times, factor) for factor in factors]
    judged = [(compare(Value(made, made, made), amount), made, factor) for made, factor in tried]
    verdict, made, factor = next((one for one in judged if one[0] in GOOD), judged[0])
    if verdict not in GOOD and OF_ALL.search(count.clause):
        return None  # 以上共资助6200人次，发放资金375万元: of all that was told, at several standards
    if verdict not in GOOD and "月" in standard.clause[-CLOSE:] + standard.per:
        return None
    shifted = any(amount.amount * slip == one for one, _ in tried for slip in SLIPS)
    often = "" if factor.times == 1 else f" * {digits(factor.times)}"
    scale = f" / {amount.scale}" if amount.scale != 1 else ""
    expression = f"{digits(count.amount)} * {digits(standard.amount)}{often}{scale} = {number(amount)}"
    verdict = ASK if verdict == FAILS and not shifted else verdict
    return written("product", [count, standard], amount, expression, made, verdict)


def _of_a_year(both: Sentence, sentence: Sentence) -> Iterator[Relation]:
    """二类每月400元、三类每月600元。三类地区全年按12个月领取，一年7200元; 每生每年2000元。助学金按学期发，每学期1000元."""
    for chains in chains_of(both):
        total, rate = chains[0].total, chains[0].rate.figure
        if total.at < sentence.at or total.thing != "元" or rate is None or rate.at >= sentence.at:
            continue
        led = sentence.plain[max(sentence.at, total.at - CLOSE) : total.at]
        if spells_said(led) or "每" in led:
            relation = of_a_calendar(both, sentence, chains)
            if relation is not None:
                yield relation
