"""Means whose total and count stand together elsewhere: 惠及922人，发放351.2万元。… 人均发放3809元; the mean of a list of awards.

Belongs here: one count and one amount side by side in another paragraph, and what n × rate items of a list come to on average.
Does not belong here: means of figures near them (``means``), means for every hundred (``per_hundred``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Reading, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import Value, compare
from dagster_project.narrative.reckoning.claims import GOAL, is_counted, number, written
from dagster_project.narrative.text.sentences import Sentence

MEAN = re.compile(r"(?:人均|生均|户均|次均|人次均|平均每[人名生户]|平均)(?P<verb>[^，。；：\d]{0,10})$")
PAID = re.compile(r"每(?:人次?|生|名|户|位)[^，。；：\d]{0,8}$|人均[^，。；：\d]{0,4}$")
TELLING, BESIDE, SAID, LISTED = 3, 40, 160, 24
PEOPLE = ("人", "人次", "户")
GOOD = (HOLDS, ROUNDING)


def find_means_of_pairs(sentences: Sequence[Sentence], claims: Sequence[Relation]) -> Iterator[Relation]:
    """Means in yuan that none of ``claims`` works out."""
    told = {at for claim in claims for at in claim.checked_at}
    said: list[Figure] = []
    for index, sentence in enumerate(sentences):
        for position, mean in enumerate(sentence.figures):
            match = MEAN.search(mean.clause) if mean.thing == "元" and mean.is_plain else None
            if match is None or mean.at in told or GOAL.search(mean.clause):
                continue
            own = [*said[-SAID:], *sentence.figures[:position]]
            back = sentences[max(0, index - 1) : index]
            relation = _of_a_pair(mean, own) or _of_a_list(mean, match["verb"], sentence, position, back)
            if relation is not None:
                yield relation
        said += sentence.figures


def _of_a_pair(mean: Figure, said: Sequence[Figure]) -> Relation | None:
    """The nearest count and amount side by side that give it, to the last of at least three digits."""
    if len(number(mean).replace(".", "").strip("0")) < TELLING:
        return None
    for at in range(len(said) - 1, 0, -1):
        for total, count in ((said[at], said[at - 1]), (said[at - 1], said[at])):
            if total.thing != "元" or count.thing not in PEOPLE or not (is_counted(total) and is_counted(count)):
                continue
            if said[at].at - said[at - 1].to > BESIDE or total.hedge or count.hedge:
                continue
            computed = total.amount / count.amount
            verdict = _verdict(computed, mean)
            if verdict in GOOD:
                expression = f"{digits(total.amount / mean.scale)} / {number(count)} = {number(mean)}"
                return written("ratio", [total, count], mean, expression, computed, verdict)
    return None


def _verdict(computed: Fraction, mean: Figure) -> str:
    """A mean is rounded, or cut off, in its last printed place."""
    off = computed - mean.amount
    place = Fraction(mean.scale, 10**mean.places)
    if off == 0:
        return HOLDS
    return ROUNDING if -place / 2 <= off < place else compare(Value(computed, computed, computed), mean)


def _of_a_list(mean: Figure, verb: str, sentence: Sentence, position: int, back: Sequence[Sentence]) -> Relation | None:
    """一等奖20人，每人10000元；二等奖…。人均奖励7000元: what the list pays, by all whom it pays."""
    words = "".join(one.text for one in (*back, sentence))
    for figures in (sentence.figures[:position], *(one.figures for one in reversed(back))):
        items = [(count, rate) for count, rate in pairwise(figures) if _is_item(count, rate)]
        if len(items) < 2:
            continue
        people = sum((count.amount for count, _ in items), Fraction(0))
        paid = sum((count.amount * rate.amount for count, rate in items), Fraction(0))
        computed = paid / people
        verdict = _verdict(computed, mean)
        rates = [rate.amount for _, rate in items]
        core = re.sub("为|约|达|标准|资金|金额", "", verb)
        if verdict not in GOOD and (len(core) < 2 or core[:2] not in words.replace(mean.clause, "")):
            return None
        verdict = verdict if verdict in GOOD else FAILS if min(rates) <= mean.amount <= max(rates) else ASK
        terms = " + ".join(f"{number(count)} * {digits(rate.amount)}" for count, rate in items)
        name = f"（{terms}）÷{digits(people)}"
        readings = [Reading(name, name, f"({terms}) / {digits(people)}", digits(computed, 2))]
        expression = f"{digits(paid / mean.scale)} / {digits(people)} = {number(mean)}"
        chosen = [figure for item in items for figure in item]
        return written("ratio", chosen, mean, expression, computed, verdict, readings=readings)
    return None


def _is_item(count: Figure, rate: Figure) -> bool:
    """20人，每人10000元."""
    each = rate.thing == "元" and PAID.search(rate.clause) is not None and rate.is_plain
    return each and count.thing in PEOPLE and is_counted(count) and count.is_plain and rate.at - count.to <= LISTED
