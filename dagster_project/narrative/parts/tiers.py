"""Tiers of one payment: 一档每月500元、420人，二档每月350元、480人，三档每月200元、344人，共1244人，每月44.68万元.

Belongs here: rates and counts told in turn, the total of the counts, and the amount that all tiers come to.
Does not belong here: one rate and one count (``products``), rates named 分别 (``products.respective``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from dagster_project.narrative.model import ASK, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.parts.judging import added_up, makes_up
from dagster_project.narrative.reckoning.arithmetic import Value, compare
from dagster_project.narrative.reckoning.claims import is_change, number, written
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS, is_rate

TOTAL = re.compile(r"共|合计|总|累计|每[年月学季]|全年|发放|支出|需|达")
RATED = re.compile(r"每[^，。；：\d]{0,8}$|标准[^，。；：\d]{0,6}$")
MONTHS = (Fraction(1), Fraction(12), Fraction(2), Fraction(6), Fraction(3))
FEW, MOST, NEAR, FAR, BACK = 2, 12, 14, 160, 2

GOOD = (HOLDS, ROUNDING)

Tier = tuple[Figure, Figure]


def find_tiers(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Tiers of a sentence, with the totals behind them in it or in the next."""
    for index, sentence in enumerate(sentences):
        tiers = _tiers(sentence)
        if len(tiers) < FEW:
            continue
        last = max(f.to for tier in tiers for f in tier)
        behind = [f for one in sentences[index : index + BACK] for f in one.figures if last <= f.at < last + FAR]
        before = [f for one in sentences[max(0, index - 1) : index + 1] for f in one.figures if f.at < tiers[0][0].at]
        yield from _counted(tiers, behind, before)
        yield from _paid(tiers, behind, before)


def without_one_tier(claims: Sequence[Relation], sentences: Sequence[Sentence]) -> list[Relation]:
    """The claims but those that lay the rate of one tier beside anything but its own count: never 1244 * 500."""
    counts = {rate.at: count.at for sentence in sentences for rate, count in _of_several(sentence)}
    return [c for c in claims if c.kind != "product" or c.verdict in GOOD or not _is_of_one(c, counts)]


def _of_several(sentence: Sentence) -> list[Tier]:
    tiers = _tiers(sentence)
    return tiers if len(tiers) >= FEW else []


def _is_of_one(claim: Relation, counts: dict[int, int]) -> bool:
    places = {figure.at for figure in claim.figures}
    rates = [at for at in places if at in counts]
    return len(rates) == 1 and counts[rates[0]] not in places


def _is_paid_each(figure: Figure) -> bool:
    return figure.thing == "元" and (bool(figure.per) or RATED.search(figure.clause) is not None)


def _tiers(sentence: Sentence) -> list[Tier]:
    """Rate and count side by side, in one order all through: 一档每月500元、420人, 或 420人每月500元."""
    tiers: list[Tier] = []
    figures = [f for f in sentence.figures if f.thing not in DURATIONS]
    at = 0
    while at + 1 < len(figures) and len(tiers) < MOST:
        one, other = figures[at], figures[at + 1]
        gap = sentence.words(one, other)
        rate, count = (one, other) if _is_paid_each(one) else (other, one)
        fits = _is_paid_each(rate) and _is_counted(count) and "；" not in gap and "。" not in gap and len(gap) <= NEAR
        fits = fits and (
            not tiers or (tiers[0][1].thing == count.thing and (tiers[0][0].at < tiers[0][1].at) == (rate is one))
        )
        if not fits:
            if len(tiers) > 1:
                break
            tiers, at = ([], at + 1) if tiers == [] else ([], at)
            continue
        tiers.append((rate, count))
        at += 2
    return tiers


def _is_counted(figure: Figure) -> bool:
    other = is_rate(figure.thing) or figure.thing in ("元", "") or figure.per not in ("", "每") or is_change(figure)
    return not other and figure.is_plain and figure.value > 0


def _counted(tiers: Sequence[Tier], behind: Sequence[Figure], before: Sequence[Figure]) -> Iterator[Relation]:
    counts = [count for _, count in tiers]
    wholes = [f for f in (*behind, *before) if f.thing == counts[0].thing and _is_counted(f)]
    whole = next((f for f in wholes if makes_up(counts, f)), None)
    if whole is not None:
        yield replace(added_up(counts, whole, HOLDS), opened=True)
        return
    added = sum((f.amount for f in counts), Fraction(0))
    told = [f for f in wholes if f in behind and TOTAL.search(f.clause)][:1]
    if told and is_slip(added, told[0]):
        yield added_up(counts, told[0], ASK, opened=True)


def _paid(tiers: Sequence[Tier], behind: Sequence[Figure], before: Sequence[Figure]) -> Iterator[Relation]:
    made = sum((rate.amount * count.amount for rate, count in tiers), Fraction(0))
    own = {f.at for tier in tiers for f in tier}
    amounts = [f for f in behind if f.thing == "元" and f.at not in own and f.value > 0 and not _is_one_rate(f)]
    amounts = [f for f in amounts if TOTAL.search(f.clause)]
    told = [f for f in [*amounts, *reversed(before)] if f.thing == "元" and not _is_one_rate(f) and not is_change(f)]
    for amount in told[:MOST]:
        holding = next((one for times in MONTHS if (one := _tried(tiers, amount, made, times)) is not None), None)
        slipped = next((times for times in MONTHS if is_slip(made * times, amount)), None)
        if holding is not None:
            yield holding
        elif slipped is not None and amount in amounts:
            yield _written(tiers, amount, made * slipped, slipped, ASK)


def _tried(tiers: Sequence[Tier], amount: Figure, made: Fraction, times: Fraction) -> Relation | None:
    verdict = compare(Value(made * times, made * times, made * times), amount)
    return _written(tiers, amount, made * times, times, verdict) if verdict in GOOD else None


def _is_one_rate(figure: Figure) -> bool:
    return bool(figure.per) and figure.scale == 1


def _written(tiers: Sequence[Tier], amount: Figure, made: Fraction, times: Fraction, verdict: str) -> Relation:
    worked = " + ".join(f"{digits(rate.amount)} * {digits(count.amount)}" for rate, count in tiers)
    if times != 1 or amount.scale != 1:
        worked = f"({worked})"
    worked += f" * {digits(times)}" if times != 1 else ""
    worked += f" / {amount.scale}" if amount.scale != 1 else ""
    figures = [f for tier in tiers for f in tier]
    return replace(written("product", figures, amount, f"{worked} = {number(amount)}", made, verdict), opened=True)
