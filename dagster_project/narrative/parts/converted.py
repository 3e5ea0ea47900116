"""An amount told again in another unit: 1,613,940元，折合161.394万元; 2,385,000元（即238.5万元）.

Belongs here: figures of one kind in two units, the second of which says so. Does not belong here: the same number told in
the same unit (``repeats``, ``same_name``), in words and in a cell (``beside_tables``).

It fails where nothing but the word stands between the two; farther back it is asked about where one slip explains it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dagster_project.narrative.model import ASK, FAILS, HOLDS, ROUNDING, Figure, Relation
from dagster_project.narrative.reckoning.arithmetic import compare, value_of
from dagster_project.narrative.reckoning.claims import number, written
from dagster_project.narrative.reckoning.slips import is_slip
from dagster_project.narrative.text.sentences import Sentence
from dagster_project.narrative.text.units import is_rate

SAYS_SO = re.compile(r"(?:折合|换算[成为]?|约合|合计折|折算[成为]?|即|也就是|合)(?:人民币|约|为|成)?$")
ONLY = re.compile(r"[，（、]?(?:折合|换算[成为]?|约合|折算[成为]?|即|也就是|合)(?:人民币|约|为|成)?")
BACK = 6
GOOD = (HOLDS, ROUNDING)


def find_converted(sentences: Sequence[Sentence]) -> Iterator[Relation]:
    """Each such figure with the one it converts, the nearest first."""
    said: list[Figure] = []
    for sentence in sentences:
        for figure in sentence.figures:
            if not figure.thing or is_rate(figure.thing) or figure.per:
                continue
            if SAYS_SO.search(figure.clause) and said:
                yield from _told(figure, [f for f in reversed(said) if f.thing == figure.thing], sentence.plain)
            said = [*said[1 - BACK :], figure]


def _told(figure: Figure, others: Sequence[Figure], plain: str) -> Iterator[Relation]:
    others = [f for f in others if f.scale != figure.scale and f.is_plain]
    for one in others:
        verdict = compare(value_of(one), figure)
        if verdict in GOOD:
            yield _written(one, figure, verdict)
            return
    for one in others[:1]:
        if ONLY.fullmatch(plain[one.to : figure.at]):
            yield _written(one, figure, FAILS if figure.is_plain else ASK)
        elif is_slip(one.amount, figure) and figure.is_plain:
            yield _written(one, figure, ASK)


def _written(one: Figure, figure: Figure, verdict: str) -> Relation:
    times = figure.scale / one.scale
    working = f"/ {round(times)}" if times > 1 else f"* {round(1 / times)}"
    return written("conflict", [one], figure, f"{number(one)} {working} = {number(figure)}", one.amount, verdict)
