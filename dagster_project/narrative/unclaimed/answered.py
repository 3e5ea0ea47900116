"""Questions about long rates that another pair answers: 需就业的287人中…已就业278人，就业率96.86% is 278 of 287, whoever else is near.

Four digits are met by chance about once in a thousand pairs, so a pair that gives them is the one that was meant.

Belongs here: rates that were asked about and what gives them. Does not belong here: rates nobody asked about (``searched``),
short rates, which many pairs give (``rates.surer``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

from dagster_project.narrative.model import ASK, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.rates.ratios import ratio_of
from dagster_project.narrative.reckoning.claims import is_countable
from dagster_project.narrative.text.sentences import Sentence

LONG, MOST, AROUND, NEAR, HUNDRED = 4, 16, 60, 80, 100


def without_answered(
    sentences: Sequence[Sentence], figures: Sequence[Figure], claims: Sequence[Relation]
) -> list[Relation]:
    """The claims, a question about a long rate replaced by the pair that gives it."""
    asked = {
        claim.checked[0].at: claim
        for claim in claims
        if claim.kind == "ratio" and claim.verdict == ASK and len(claim.checked) == 1 and _is_long(claim.checked[0])
    }
    if not asked:
        return list(claims)
    own = {f.at: (sentence, f) for sentence in sentences for f in sentence.figures if f.at in asked}
    answers = {
        at: told for at, (sentence, rate) in own.items() if (told := _answer(sentence, rate, asked[at], figures))
    }
    return [answers.get(c.checked[0].at, c) if c is asked.get(_place(c)) else c for c in claims]


def _place(claim: Relation) -> int:
    return claim.checked[0].at if claim.checked else -1


def _is_long(rate: Figure) -> bool:
    told = digits(rate.value).replace(".", "").strip("0")
    return rate.thing == "%" and rate.is_plain and rate.places > 0 and len(told) >= LONG and rate.value < HUNDRED


def _answer(sentence: Sentence, rate: Figure, claim: Relation, figures: Sequence[Figure]) -> Relation | None:
    for part, whole in _pairs(sentence, rate, claim, figures):
        near = part.size * HUNDRED / whole.size if whole.size else 0.0
        if abs(near - float(rate.value)) > 1 / 10**rate.places or part is whole:
            continue
        told = ratio_of(part, whole, rate, ASK)
        if told is not None and told.verdict in (HOLDS, ROUNDING):
            return told
    return None


def _pairs(
    sentence: Sentence, rate: Figure, claim: Relation, figures: Sequence[Figure]
) -> Iterator[tuple[Figure, Figure]]:
    """The pairs of the sentence and right before it, then its part of wholes told before."""
    told = [f for f in figures if f.at < rate.at and is_countable(f) and f.is_plain]
    own = [f for f in told[-MOST:] if sentence.at - f.at < NEAR]
    yield from ((a, b) for a, b in permutations(own, 2) if a.thing == b.thing and a.size < b.size)
    parts = [f for f in claim.figures if f.at != rate.at]
    for part in parts:
        yield from ((part, f) for f in [f for f in told if f.thing == part.thing][-AROUND:] if f.size > part.size)
