"""Means for every hundred, thousand or ten thousand people: 小学有骨干教师1186人，每百名学生拥有5.07人.

Belongs here: which count is spread over whom, and the mean. Does not belong here: means for each one (``means``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.numerals import digits
from dagster_project.narrative.reckoning.arithmetic import Value, compare
from dagster_project.narrative.reckoning.claims import GOAL, is_change, number, written
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import DURATIONS, is_rate

EVERY = re.compile(
    r"每(?P<many>百|千|万|100|1000|10000)[名位个]?(?P<whom>学生|幼儿|儿童|教师|人口|人|居民|户)?[^，。；：\d]{0,16}$"
)
TIMES = {"百": 100, "千": 1000, "万": 10000}
TAUGHT = re.compile(r"学生|在校|在园|在读|幼儿|儿童|人口")
KIND = re.compile(r"小学|初中|普通高中|高中|中职|职[高业]|幼儿园|学前|特教|特殊教育|城区|农村|全[县市区]")
SAID, NEAR, HALF = 160, 60, Fraction(1, 2)


def find_per_hundred(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each such mean; one that does not come out fails where another of the document is spread over the same people."""
    found: list[tuple[str, Relation | None, list[Relation]]] = []
    said: list[Figure] = []
    for sentence in sentences:
        for position, mean in enumerate(sentence.figures):
            match = EVERY.search(mean.clause)
            if match is None or is_rate(mean.thing) or mean.hedge or GOAL.search(mean.clause):
                continue
            part = _part(sentence, position, mean)
            if part is not None:
                many = TIMES.get(match["many"]) or int(match["many"])
                found.append(_spread(sentence, part, mean, many, [*said[-SAID:], *sentence.figures[:position]]))
        said += sentence.figures
    proved = {kind for kind, held, _ in found if held is not None}
    for kind, held, doubted in found:
        if held is not None:
            yield held
        elif len(doubted) == 1 or (kind in proved and doubted):
            yield doubted[0] if kind in proved and kind else _asked(doubted[0])


def _part(sentence: Sentence, position: int, mean: Figure) -> Figure | None:
    """What is spread: the count right before, of what the mean is in."""
    before = sentence.figures[position - 1] if position else None
    if before is None or before.thing != mean.thing or is_change(before) or before.per or before.thing in DURATIONS:
        return None
    apart = mean.at - before.to > NEAR or any(mark in sentence.words(before, mean) for mark in "；。")
    return None if apart or not before.is_plain else before


def _spread(
    sentence: Sentence, part: Figure, mean: Figure, many: int, pool: Sequence[Figure]
) -> tuple[str, Relation | None, list[Relation]]:
    """By the people of the same stage of schooling; the mean that holds, else those that do not."""
    words = part.clause + sentence.plain[max(sentence.at, part.at - NEAR) : part.at].split("；")[-1]
    kinds = KIND.findall(words)
    kind = kinds[-1] if kinds else ""
    taught = [f for f in pool if f.thing == "人" and f.is_plain and not f.per and not is_change(f) and f is not part]
    taught = [f for f in taught if TAUGHT.search(f.clause[-10:] + f.after[:6]) and f.amount > part.amount]
    own = [f for f in taught if kind and kind in f.before + f.after[:6]] or ([] if kind else taught)
    told = [_told(part, f, mean, many) for f in dict.fromkeys(reversed(own))]
    held = next((one for one in told if one.verdict in (HOLDS, ROUNDING)), None)
    amounts = {f.amount for f in own}
    return kind, held, told[:1] if len(amounts) == 1 else []


def _told(part: Figure, whole: Figure, mean: Figure, many: int) -> Relation:
    computed = part.amount * many / whole.amount
    verdict = compare(Value(computed, computed, computed), mean)
    if verdict == FAILS and abs(computed - mean.amount) <= HALF / 10**mean.places:
        verdict = ROUNDING
    shown = "" if verdict != FAILS else f" = {digits(computed, 4)}"
    expression = f"{number(part)} / {number(whole)} * {many}{shown} " + ("= " if not shown else "(= ")
    expression += number(mean) + (")" if shown else "")
    return written("ratio", [part, whole], mean, expression, computed, verdict)


def _asked(relation: Relation) -> Relation:
    return written(
        relation.kind, relation.figures, relation.figures[-1], relation.expression, Fraction(relation.computed), ASK
    )
