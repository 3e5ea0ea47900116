"""One in so many: 每四个孩子里就有一个留守.

Belongs here: a part of the group right before it, in small numbers. Does not belong here: a to b (``a_to_b``), posts due
for so many (``thresholds``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from dagster_project.narrative.model import ASK, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.reckoning.claims import is_counted, number, written
from dagster_project.narrative.reckoning.naming import stems
from dagster_project.narrative.text.sentences import Sentence

ONE_IN = re.compile(
    r"每(?:\d{1,3}|[二两三四五六七八九十])[个名位][^，。；：\d]{0,8}?(?:里|中)[面头间]?，?(?:就|便|大约|约)*有(?:1|一)[个名位]"
)
SAID, NEAR, FEW = 40, 80, 3
HALF = Fraction(1, 2)


def find_one_in(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each such ratio, told where the two groups give it and asked where the only two of that name do not."""
    said: list[Figure] = []
    for sentence in sentences:
        for match in ONE_IN.finditer(sentence.plain, sentence.at, sentence.to):
            yield from _one_in(sentence, match, said)
        said += sentence.figures


def _one_in(sentence: Sentence, match: re.Match[str], said: Sequence[Figure]) -> Iterator[Relation]:
    """四万二千名学生里，留守儿童一万零五百人，每四个孩子里就有一个留守: of the two figures right before."""
    stated = next((f for f in sentence.between(match.start(), match.end()) if f.value > 1), None)
    before = [f for f in (*said[-FEW:], *sentence.between(sentence.at, match.start())) if is_counted(f)]
    if stated is None or len(before) < 2 or match.start() - before[-2].to > NEAR:
        return
    whole, part = before[-2:]
    if whole.thing != part.thing or whole.amount <= part.amount or not stems(sentence.text):
        return
    ratio = whole.amount / part.amount
    verdict = HOLDS if ratio == stated.value else ROUNDING if abs(ratio - stated.value) <= HALF else ASK
    expression = f"{number(whole)} / {number(part)} = {number(stated)}"
    yield written("ratio", [whole, part], stated, expression, ratio, verdict)
