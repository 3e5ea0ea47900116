"""Pairs told in two columns: 5086户20402人，整组1783户7378人，零星3303户13024人. Where the households add up, the people must.

Belongs here: the second figures of pairs whose first figures are already known to make up their whole.
Does not belong here: how the first ones are found (``sums``, ``runs``), pairs with a price (``products``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from dagster_project.narrative.model import ASK, FAILS, HOLDS, Figure, Relation
from dagster_project.narrative.parts.judging import added_up, makes_up
from dagster_project.narrative.parts.sums import is_part
from dagster_project.narrative.text.sentences import Sentence

JOINED = frozenset({"", "、"})
LEAST, NEAR = 10, 20


def find_pair_columns(sentences: Sequence[Sentence], claims: Collection[Relation]) -> Iterator[Relation]:
    """The second column of each sum that holds; failing where it comes near its whole, else a question."""
    beside: dict[int, Figure] = {}
    for sentence in sentences:
        for one, other in pairwise(sentence.figures):
            if sentence.words(one, other) in JOINED and one.thing != other.thing and is_part(other):
                beside[one.at] = other
    for claim in claims:
        if claim.kind != "sum" or claim.verdict != HOLDS or not all(f.at in beside for f in claim.figures):
            continue
        whole = next((f for f in claim.checked if f.unit == claim.unit), None)
        if whole is None or whole.value < LEAST:
            continue
        items = [beside[f.at] for f in claim.figures if f is not whole]
        head = beside[whole.at]
        if len(items) > 1 and all(f.thing == head.thing and f.is_plain for f in (*items, head)):
            yield from _told(items, head)


def _told(items: Sequence[Figure], head: Figure) -> Iterator[Relation]:
    if makes_up(items, head):
        yield added_up(items, head, HOLDS)
        return
    off = abs(sum(f.amount for f in items) - head.amount)
    if off * 2 > head.amount:
        return
    yield replace(added_up(items, head, FAILS if off * NEAR <= head.amount else ASK), opened=True)
