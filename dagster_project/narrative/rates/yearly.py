"""The mean growth of a year: 562657人与2010年的523403人相比增长7.5%，年平均增长率为0.73%.

Belongs here: mean growth over years that the text counts, compounded or simply divided.
Does not belong here: growth from one year to the next (``changes``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Reading, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.claims import is_change, number, written
from dagster_project.narrative.text.sentences import Sentence

YEARLY = re.compile(
    r"(?:年(?:平均|均)|平均每年|每年平均)(?:递增|增长|增速|增幅|增加|下降|递减)(?:率|速度|幅度)?(?:为|约|达到?|是)*$"
)
YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
SPAN = re.compile(r"(?<![\d第])(?P<n>[一二三四五六七八九十]|十[一-九]|\d{1,2})年(?:间|来|里|共|累计|内)")
CHINESE = {c: n for n, c in enumerate("一二三四五六七八九十", 1)}
BACK, BESIDE, MOST, PLACES, TWO = 400, 40, 60, 4, 2


def find_yearly(sentences: Sequence[Sentence], claims: Sequence[Relation]) -> Iterator[Relation]:
    """Each mean growth right behind a growth that holds; it fails where the text leaves one number of years."""
    grown: dict[int, tuple[Figure, Figure]] = {}
    for claim in claims:
        alike = [f for f in claim.figures if f.thing != "%"]
        if claim.kind in ("growth", "difference") and claim.verdict in (HOLDS, ROUNDING) and len(alike) > 1:
            told = claim.checked
            pair = [f for f in alike if f not in told and not is_change(f)]
            if told and len(pair) == TWO:
                grown[told[-1].at] = (pair[0], pair[1])
    for sentence in sentences:
        for position, rate in enumerate(sentence.figures):
            if rate.thing != "%" or not rate.is_plain or rate.value <= 0 or not YEARLY.search(rate.clause):
                continue
            before = [f for f in sentence.figures[:position] if f.at in grown and rate.at - f.to < BESIDE]
            if before:
                yield from _told(sentence, rate, *grown[before[-1].at])


def _years(sentence: Sentence, rate: Figure) -> tuple[set[int], bool]:
    """How many years may be meant, and whether the sentence itself says so."""
    words = sentence.plain[sentence.at : rate.at]
    spans = {
        CHINESE.get(m["n"]) or (int(m["n"]) if m["n"].isdigit() else 10 + CHINESE[m["n"][-1]])
        for m in SPAN.finditer(words)
    }
    own = [int(year) for year in YEAR.findall(words)]
    near = [int(year) for year in YEAR.findall(sentence.plain[max(0, sentence.at - BACK) : sentence.at])]
    apart = {max(own) - min(own)} if own else set()
    across = {abs(one - other) for one in own for other in near[-3:]}
    sure = {n for n in spans or apart if 1 < n < MOST}
    return sure or {n for n in across if 1 < n < MOST}, len(sure) == 1


def _told(sentence: Sentence, rate: Figure, one: Figure, other: Figure) -> Iterator[Relation]:
    less, more = sorted((one, other), key=lambda f: f.amount)
    years, sure = _years(sentence, rate)
    if less.amount <= 0 or less.amount == more.amount or not years:
        return
    ratio = more.amount / less.amount
    readings = {
        n: Fraction(round((float(ratio) ** (1 / n) - 1) * 100, PLACES)).limit_denominator(10**PLACES)
        for n in sorted(years)
    }
    fitting = [n for n in readings if _is_met(ratio, n, rate)]
    n = fitting[0] if fitting else min(readings, key=lambda n: abs(readings[n] - rate.value))
    verdict = ROUNDING if fitting else FAILS if sure else ASK
    given = number(rate) if fitting else f"{digits(readings[n])} (= {number(rate)})"
    expression = f"(({number(more)} / {digits(less.amount / more.scale)}) ^ (1 / {n}) - 1) * 100 = {given}"
    shown = [Reading(f"{n}年平均", f"over {n} years", expression, digits(readings[n]))]
    yield written("growth", [less, more], rate, expression, readings[n], verdict, readings=shown)


def _is_met(ratio: Fraction, years: int, rate: Figure) -> bool:
    """Compounded, or the whole growth divided by the years; a last place more or less is rounding."""
    place = Fraction(1, 10**rate.places)
    low, high = rate.value - place, rate.value + place
    compounded = (1 + low / 100) ** years < ratio < (1 + high / 100) ** years
    return compounded or low < (ratio - 1) * 100 / years < high
