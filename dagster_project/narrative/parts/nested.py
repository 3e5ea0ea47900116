"""Parts that have parts of their own: 各级学校109所，其中高中2所，义务教育学校71所，其中初中11所、小学60所；幼儿园36所，其中公办20所、民办16所.

Belongs here: lists of one sentence in which 其中 opens a list again. Does not belong here: lists of one level (``sums``).

The inner lists that make up their whole are taken together; then the outer one claims its whole. An inner whole that its
own parts and the outer list both miss by one slip is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from dagster_project.narrative.model import ASK, HOLDS, Figure, Relation
from dagster_project.narrative.parts.exhausting import AND_SO_ON, OVERLAPPING
from dagster_project.narrative.parts.judging import added_up
from dagster_project.narrative.parts.sums import PLACES, is_beside, is_part
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence

OPENED = re.compile(r"其中|包括|分为|含")
LEAST, MOST, LEAST_WHOLE = 5, 24, 10


class _Row(NamedTuple):
    """Figures of one thing; ``opens`` is which of them a list follows."""

    figures: Sequence[Figure]
    opens: set[int]


def find_nested(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """What the outer lists claim, and the inner wholes."""
    for sentence in sentences:
        if len(sentence.figures) < LEAST or len(OPENED.findall(sentence.text)) < 2:
            continue
        counted = [f for f in sentence.figures if f.thing and f.is_plain and f.value > 0 and is_part(f)]
        counted = [f for f in counted if not sentence.depth(f.at) and not is_beside(f)]
        if AND_SO_ON.search(sentence.text) or OVERLAPPING.search(sentence.text):
            continue
        for thing in dict.fromkeys(map(_thing, counted)):
            same = [f for f in counted if _thing(f) == thing][:MOST]
            if len(same) >= LEAST:
                yield from _judged(_row(same, sentence))


def _thing(figure: Figure) -> str:
    return "所" if figure.thing in PLACES else figure.thing


def _row(same: Sequence[Figure], sentence: Sentence) -> _Row:
    gaps = (sentence.words(one, other) for one, other in pairwise(same))
    return _Row(same, {figure.at for figure, gap in zip(same, gaps, strict=False) if OPENED.search(gap)})


def _judged(row: _Row) -> Iterator[Relation]:
    head, folded = row.figures[0], _folded(row)
    added = _sum(folded)
    if head.at not in row.opens or len(row.opens) < 2 or head.amount < LEAST_WHOLE or len(folded) < 2:
        return
    if len(folded) < len(row.figures) - 1:
        if added == head.amount:
            yield added_up(folded, head, HOLDS, opened=True)
            return
        if is_slip(added, head):
            yield added_up(folded, head, ASK, opened=True)
            return
    for at, inner in enumerate(folded):
        if inner.at in row.opens and added - inner.amount == head.amount:
            parts = next((some for some in _behind(folded, at) if is_slip(_sum(some), inner)), None)
            if parts is not None and _sum(parts) != inner.amount:
                yield added_up(parts, inner, ASK, opened=True)


def _folded(row: _Row) -> list[Figure]:
    """The outer parts, without the parts that make up one of them."""
    kept: list[Figure] = []
    at = 1
    while at < len(row.figures):
        figure = row.figures[at]
        kept.append(figure)
        own = _behind(row.figures, at) if figure.at in row.opens else iter(())
        at += 1 + next((len(some) for some in own if _sum(some) == figure.amount), 0)
    return kept


def _behind(figures: Sequence[Figure], at: int) -> Iterator[Sequence[Figure]]:
    """The next two, three and more figures."""
    return (figures[at + 1 : end] for end in range(at + 3, len(figures) + 1))


def _sum(figures: Sequence[Figure]) -> Fraction:
    return sum((figure.amount for figure in figures), Fraction(0))
