"""Rates whose own two figures stand right before them, though other figures give them by chance: 筛查11400人，检出6954人，近视率16%.

6954 of the 41200 of another line is 16.9%, and short rates are met by many pairs; the pair that its segment alone holds is
the one that is meant. Told as a question in place of the chance pair.

Belongs here: rates that hold by figures of other segments while their own do not give them. Does not belong here: rates that
nothing gives (``named_rates``, ``bound.shares``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.rates.named_rates import roles_of, words_about
from dagster_project.narrative.rates.ratios import CERTAIN, ratio_of
from dagster_project.narrative.reckoning.claims import GOAL, is_change, is_counted
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence

SHARE = re.compile(r"^占(?:比|了)?(?:为|约)?$")
SEGMENT = re.compile(r"[；。\n：]")
OTHERS = re.compile(r"其中|分别|上年|去年|同期|全[省国市]")
NEAR, PAIR, THREE, HUNDRED, LONG = 80, 2, 3, 100, 3
GOOD = (HOLDS, ROUNDING)


def with_surer(sentences: Sequence[Sentence], claims: Sequence[Relation]) -> list[Relation]:
    """The claims, a rate that only a chance pair gives asked about of its own pair."""
    by_rate: dict[int, list[Relation]] = {}
    doubted: set[int] = set()
    for claim in claims:
        if claim.kind != "ratio" or claim.unit != "%":
            continue
        for at in claim.checked_at:
            by_rate.setdefault(at, []).append(claim)
            if claim.verdict not in GOOD:
                doubted.add(at)
    found: list[Relation] = []
    chance: set[int] = set()
    for sentence in sentences:
        for rate in sentence.figures:
            told = by_rate.get(rate.at)
            if not told or rate.at in doubted:
                continue
            relation = _of_its_own(sentence, rate, told)
            if relation is not None:
                found.append(relation)
                chance |= {id(claim) for claim in told}
    return [*(claim for claim in claims if id(claim) not in chance), *found]


def _of_its_own(sentence: Sentence, rate: Figure, told: Sequence[Relation]) -> Relation | None:
    if not rate.is_plain or is_change(rate) or GOAL.search(rate.clause) or len(rate.quote.strip("%")) > LONG + 1:
        return None
    pair = _pair(sentence, rate)
    if pair is None:
        return None
    part, whole = pair
    if any({part.at, whole.at} <= claim.figures_at for claim in told):
        return None
    relation = ratio_of(part, whole, rate, CERTAIN)
    if relation is None or relation.verdict != FAILS:
        return None
    if SHARE.search(rate.clause) and not is_slip(part.amount / whole.amount * HUNDRED, rate):
        return None
    return replace(relation, verdict=ASK, diagnosis=None, opened=True)


def _pair(sentence: Sentence, rate: Figure) -> tuple[Figure, Figure] | None:
    """The two figures of one kind since the last rate of the segment, the rest of the two left out."""
    begin = max([sentence.at, *(m.end() for m in SEGMENT.finditer(sentence.plain, sentence.at, rate.at))])
    stretch = sentence.between(begin, rate.at)
    rates = [f for f in stretch if f.thing in ("%", "‰", "个百分点")]
    own = [f for f in stretch if (not rates or f.at > rates[-1].at) and is_counted(f)]
    if len(own) == THREE and max(f.amount for f in own) * PAIR == sum(f.amount for f in own):
        own = own[:PAIR]
    words = sentence.plain[own[0].at if own else begin : rate.at]
    if len(own) != PAIR or own[0].thing != own[1].thing or len(words) > NEAR or OTHERS.search(words):
        return None
    whole, part = own if own[0].amount >= own[1].amount else own[::-1]
    if not (whole.is_plain and part.is_plain) or whole.amount == part.amount:
        return None
    if SHARE.search(rate.clause):
        return (part, whole) if whole is own[0] else None
    roles = roles_of(sentence, rate)
    if roles is None:
        return None
    said = roles.part.search(words_about(part)) and roles.whole.search(words_about(whole))
    return (part, whole) if said else None
